import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { errors } from './errors.ts';
import { type ProcessRecord, recordOf, signalGroup } from './record.ts';

export interface StartOptions {
  readonly name: string;
  readonly cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Opens a Node IPC channel. */
  readonly ipc?: boolean;
  readonly uid?: number;
  readonly gid?: number;
  /** One line of its standard output or error. */
  readonly onLine?: (line: string) => void;
  readonly onMessage?: (message: unknown) => void;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child in its own process group. */
export interface ChildProcessHandle {
  readonly record: ProcessRecord;
  /** Resolves once, when it has ended and its output is read. */
  readonly exited: Promise<ChildExit>;
  /** Over the IPC channel; false when it is closed. */
  send(message: object): boolean;
  /** Signal to the whole group, grace, SIGKILL. Resolves when it has ended. */
  stop(options?: { readonly signal?: NodeJS.Signals; readonly graceMs?: number }): Promise<ChildExit>;
}

const OUTPUT_GRACE_MS = 250;

/**
 * Starts a long-running child as the leader of its own process group.
 * @throws ScalrError `PROCESS_NOT_FOUND` when there is no such program
 */
export async function start(argv: readonly [string, ...string[]], options: StartOptions): Promise<ChildProcessHandle> {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  await spawned(child, program);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => options.onLine?.(line));
  }
  if (options.onMessage) child.on('message', options.onMessage);
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('exit', (code, signal) => {
      // `close` comes when its output is read to the end; a grandchild may hold that open for long.
      const timer = setTimeout(() => resolve({ code, signal }), OUTPUT_GRACE_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
  });
  const pid = child.pid as number;
  const record = recordOf(options.name, pid) ?? { name: options.name, pid, startedAt: 'ended' };
  return {
    record,
    exited,
    send: (message) => (child.connected ? child.send(message, () => {}) : false),
    stop: async ({ signal = 'SIGTERM', graceMs = 10_000 } = {}) => {
      signalGroup(pid, signal);
      const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

function spawned(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => {
      // Later errors (a failed send or kill) show as an exit.
      child.on('error', () => {});
      resolve();
    });
    child.once('error', (cause) => reject(errors.error('notFound', { program }, { cause })));
  });
}
