import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface DetachOptions {
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets what it prints, appended. */
  readonly logFile: string;
}

/** Starts a process that outlives this one, in its own session. Returns its pid. */
export function detach(argv: readonly [string, ...string[]], options: DetachOptions): Promise<number> {
  const [program, ...args] = argv;
  const log = openSync(options.logFile, 'a', 0o600);
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve(child.pid as number);
    });
  }).finally(() => closeSync(log));
}
