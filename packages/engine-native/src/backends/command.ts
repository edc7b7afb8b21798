import { join } from 'node:path';
import type { Stack } from '../stack/stack.ts';

export interface BackendCommandOptions {
  readonly stateFolder: string;
  readonly installFolder: string;
  /** null: from the packages, slower and bigger. */
  readonly stack: Stack | null;
}

/**
 * Small young generation: an app that waits for people gains nothing from a big one, and it is never given back.
 * The same flags every time: V8 refuses a code cache made under others.
 */
const BACKEND_FLAGS = ['--max-semi-space-size=1'] as const;

/** Argv of a spare backend. Needs an IPC channel; becomes an app by one `become` message, before or after it is warm. */
export function backendCommand(options: BackendCommandOptions): readonly [string, ...string[]] {
  const { stateFolder, installFolder, stack } = options;
  return [
    process.execPath,
    ...BACKEND_FLAGS,
    stack?.runner ?? join(import.meta.dirname, 'runner.ts'),
    installFolder,
    stack === null ? join(stateFolder, 'cache', 'compile') : join(stack.folder, 'compile'),
    ...(stack === null ? [] : [stack.folder]),
  ];
}
