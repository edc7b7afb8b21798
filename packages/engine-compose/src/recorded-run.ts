import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeFileAtomically } from '@scalr/fileset';
import { type ProcessRecord, start, stopGroup } from '@scalr/process';
import { z } from 'zod';
import type { Arguments } from './commands.ts';
import type { Docker } from './docker.ts';

const recordSchema = z.object({ name: z.string(), pid: z.int(), startedAt: z.string() });

export interface RecordedRun {
  readonly code: number;
  /** Everything it said, standard output and error as they came. */
  readonly output: string;
}

/**
 * Runs a docker command that changes what runs, and leaves its record in a folder for as long as it does: where we are
 * killed meanwhile, the next one ends it instead of working against it.
 */
export async function runRecorded(docker: Docker, folder: string, args: Arguments): Promise<RecordedRun> {
  const lines: string[] = [];
  const handle = await start(['docker', ...args], {
    ...{ name: 'docker', cwd: '/', env: docker.env },
    onLine: (line) => lines.push(line),
  });
  const file = join(folder, `${randomUUID()}.json`);
  await writeFileAtomically(file, printJson(handle.record), { mode: 0o600 });
  const { code } = await handle.exited;
  await rm(file, { force: true });
  return { code: code ?? 1, output: lines.join('\n') };
}

/** Ends what a killed caller left behind. Only for who holds the lock. */
export async function stopForgotten(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const record = await readRecord(path);
    if (record !== null) await stopGroup(record, { signal: 'SIGTERM', graceMs: 15_000 });
    await rm(path, { force: true });
  }
}

async function readRecord(path: string): Promise<ProcessRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
