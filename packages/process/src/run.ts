import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { errors } from './errors.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the command; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. */
  readonly input?: string;
  /** Absolute path of a file whose bytes are its standard input instead. */
  readonly inputFile?: string;
  /** Absolute path of a file, readable by its owner alone, that gets the bytes of its standard output instead. */
  readonly outputFile?: string;
  /** Killed with its whole group after this many milliseconds. Left out: never. */
  readonly timeoutMs?: number;
  /** Let it talk to the user's terminal instead of being collected. */
  readonly interactive?: boolean;
  readonly uid?: number;
  readonly gid?: number;
}

export interface CommandResult {
  /** Exit code; 128 + signal number where a signal ended it, as shells say it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs one command to its end. A non-zero exit is an answer, not an error.
 * @throws ScalrError `PROCESS_NOT_FOUND` when there is no such program
 */
export function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<CommandResult> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const { inputFile, outputFile } = options;
    const files: number[] = [];
    const opened = (file: number) => files[files.push(file) - 1] as number;
    const stdin = inputFile === undefined ? 'pipe' : opened(openSync(inputFile, 'r'));
    const stdout = outputFile === undefined ? 'pipe' : opened(openSync(outputFile, 'w', 0o600));
    const child = spawn(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
      env: options.env,
      detached: options.interactive !== true,
      stdio: options.interactive ? 'inherit' : [stdin, stdout, 'pipe'],
    });
    // The child has them; ours would only keep them open.
    for (const file of files) closeSync(file);
    let printed = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    // The command may end before it has read its input.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
          }, options.timeoutMs);
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        cause.code === 'ENOENT' || cause.code === 'EACCES' ? errors.error('notFound', { program }, { cause }) : cause,
      );
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128 + (SIGNALS[signal ?? 'SIGKILL'] ?? 0), stdout: printed, stderr });
    });
  });
}
