import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import { isAlive, type ProcessRecord, stopGroup } from '@scalr/process';
import { z } from 'zod';
import type { Layout } from '../layout.ts';

const recordsSchema = z.array(z.object({ name: z.string(), pid: z.int(), startedAt: z.string() }));

/** Which processes are ours, on disk, so that the next supervisor can clean up after one that was killed. */
export class ProcessRecords {
  readonly #path: string;
  #records: readonly ProcessRecord[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(layout: Layout) {
    this.#path = join(layout.run, 'processes.json');
  }

  add(record: ProcessRecord): Promise<void> {
    this.#records = [...this.#records, record];
    return this.#save();
  }

  remove(record: ProcessRecord): Promise<void> {
    this.#records = this.#records.filter((other) => other !== record);
    return this.#save();
  }

  /** Ends what a former supervisor left running. Returns the names. */
  async sweep(): Promise<readonly string[]> {
    const text = await readFile(this.#path, 'utf8').catch(() => '[]');
    const left = parse(text).filter(isAlive);
    // Postgres last: the others may still have something to write. It takes SIGINT as "fast shutdown".
    const others = left.filter(({ name }) => name !== 'postgres');
    await Promise.all(others.map((record) => stopGroup(record, { signal: 'SIGTERM', graceMs: 3_000 })));
    for (const record of left.filter(({ name }) => name === 'postgres')) {
      await stopGroup(record, { signal: 'SIGINT', graceMs: 5_000 });
    }
    return left.map(({ name }) => name);
  }

  #save(): Promise<void> {
    // A full disk must not take the processes down; the sweep then knows less.
    this.#writing = this.#writing.then(() =>
      writeFileAtomically(this.#path, `${JSON.stringify(this.#records)}\n`, { mode: 0o600 }).catch(() => {}),
    );
    return this.#writing;
  }
}

function parse(text: string): readonly ProcessRecord[] {
  try {
    return recordsSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
