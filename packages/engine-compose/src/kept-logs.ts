import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import { logsArguments } from './commands.ts';
import type { Container } from './container.ts';
import type { Docker } from './docker.ts';
import type { ComposeLayout } from './layout.ts';
import { byStamp, parseLogLines, type StampedLine } from './log-lines.ts';

/** Lines of each process that outlive its container. */
const KEPT = 2_000;

const fileOf = ({ logs }: ComposeLayout, process: string) => join(logs, `${process}.log`);

/** What the containers of a process said that are gone. */
export async function keptLines(layout: ComposeLayout, process: string): Promise<StampedLine[]> {
  return parseLogLines(process, await readFile(fileOf(layout, process), 'utf8').catch(() => ''));
}

/** Everything a container said last, oldest first. */
export async function linesOf(docker: Docker, { id, process }: Container, tail: number): Promise<StampedLine[]> {
  const { stdout, stderr } = await docker.run(logsArguments(id, { tail, follow: false }));
  return [...parseLogLines(process, stdout), ...parseLogLines(process, stderr)].sort(byStamp);
}

/** Docker forgets what a container said together with it, so that it is kept before. */
export async function keepLogs(docker: Docker, layout: ComposeLayout, going: readonly Container[]): Promise<void> {
  for (const container of going) {
    const before = await keptLines(layout, container.process);
    const known = new Set(before.map(({ stamp }) => stamp));
    const said = (await linesOf(docker, container, KEPT)).filter(({ stamp }) => !known.has(stamp));
    if (said.length === 0) continue;
    const lines = [...before, ...said].slice(-KEPT).map(({ stamp, text }) => `${stamp} ${text}`);
    await writeFileAtomically(fileOf(layout, container.process), `${lines.join('\n')}\n`, { mode: 0o600 });
  }
}
