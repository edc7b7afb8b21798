import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine, LogQuery } from '@scalr/ports';
import { start } from '@scalr/process';
import { logsArguments } from './commands.ts';
import { type Container, listContainers } from './container.ts';
import type { Docker } from './docker.ts';
import { keptLines, linesOf } from './kept-logs.ts';
import type { ComposeLayout } from './layout.ts';
import { byStamp, parseLogLine, type StampedLine } from './log-lines.ts';

const DEFAULT_TAIL = 200;
/** How soon a container that was replaced is followed. */
const LOOK_AGAIN_MS = 500;

const plain = ({ process, time, text }: StampedLine): LogLine => ({ process, time, text });

/** What containers said, those too that were replaced since. Oldest first. */
export async function* readLogs(docker: Docker, layout: ComposeLayout, query: LogQuery): AsyncIterable<LogLine> {
  const tail = query.tail ?? DEFAULT_TAIL;
  const mine = async () =>
    (await listContainers(docker)).filter(
      ({ workspaceId, process }) =>
        workspaceId === layout.workspaceId && (query.process === undefined || process === query.process),
    );
  const containers = await mine();
  const kept = (await readdir(layout.logs).catch(() => [])).map((name) => name.replace(/\.log$/, ''));
  const processes = new Set([...containers.map(({ process }) => process), ...kept]);
  const first: StampedLine[] = [];
  for (const process of processes) {
    if (query.process !== undefined && process !== query.process) continue;
    const own = containers.filter((container) => container.process === process);
    const lines = [
      await keptLines(layout, process),
      ...(await Promise.all(own.map((one) => linesOf(docker, one, tail)))),
    ];
    const all = lines.flat().sort(byStamp);
    const distinct = all.filter(
      (line, index) => line.stamp !== all[index - 1]?.stamp || line.text !== all[index - 1]?.text,
    );
    if (tail > 0) first.push(...distinct.slice(-tail));
  }
  first.sort(byStamp);
  yield* first.map(plain);
  if (query.follow) yield* follow(docker, mine, first.at(-1)?.stamp, query.signal);
}

/** Goes over to the container that takes the place of another one. */
async function* follow(
  docker: Docker,
  mine: () => Promise<readonly Container[]>,
  since: string | undefined,
  signal: AbortSignal | undefined,
): AsyncIterable<LogLine> {
  const queue: StampedLine[] = [];
  const last = new Map<string, string>();
  const open = new Map<string, { stop(): Promise<unknown> }>();
  try {
    while (!signal?.aborted) {
      for (const { id, process, state } of await mine()) {
        if (open.has(id) || state !== 'running') continue;
        const from = last.get(process) ?? since;
        const wish = { tail: Number.MAX_SAFE_INTEGER, follow: true, ...(from === undefined ? {} : { since: from }) };
        const handle = await start(['docker', ...logsArguments(id, wish)], {
          ...{ name: 'logs', cwd: '/', env: docker.env },
          onLine: (text) => {
            const line = parseLogLine(process, text);
            // `--since` takes in the very moment that it names.
            if (line === null || line.stamp <= (last.get(process) ?? since ?? '')) return;
            last.set(process, line.stamp);
            queue.push(line);
          },
        });
        open.set(id, handle);
        void handle.exited.then(() => open.delete(id));
      }
      await delay(LOOK_AGAIN_MS, undefined, signal ? { signal } : {}).catch(() => {});
      yield* queue.splice(0).sort(byStamp).map(plain);
    }
  } finally {
    await Promise.all([...open.values()].map((handle) => handle.stop()));
  }
}
