import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const STACK_FILE = 'stack.json';

/** The bundled stack, ready to run. All paths are absolute. */
export interface Stack {
  readonly folder: string;
  /** The runner, bundled: imports nothing from outside the folder. */
  readonly runner: string;
  /** Bare specifier to the module that stands for it. */
  readonly entries: Readonly<Record<string, string>>;
}

const stackFile = z.strictObject({ runner: z.string(), entries: z.record(z.string(), z.string()) });

/** Synchronous: the runner can do nothing else before it. */
export function readStack(folder: string): Stack {
  const { runner, entries } = stackFile.parse(JSON.parse(readFileSync(join(folder, STACK_FILE), 'utf8')));
  return {
    folder,
    runner: join(folder, runner),
    entries: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(folder, file)])),
  };
}
