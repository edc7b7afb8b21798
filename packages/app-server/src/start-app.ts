import { describeError, formatProblem } from '@scalr/errors';
import { type AppOptions, bootApp } from './boot-app.ts';

const STOP_MS = 10_000;

/**
 * The whole of a `backend/src/main.ts`. Serves until SIGTERM or SIGINT, then ends within ten seconds.
 * Tells a parent process `{type: 'listening'}` once requests are answered. What stands in the way is printed, and the
 * exit code says whose problem it is.
 *
 * @example
 * import { startApp } from '@scalr/app-server';
 * await startApp({ src: import.meta.dirname });
 */
export async function startApp(options: AppOptions): Promise<void> {
  try {
    const app = await bootApp(options);
    let stopping = false;
    const end = () => {
      if (stopping) return;
      stopping = true;
      // What still runs by then is cut off; a clean stop ends the process earlier by itself.
      setTimeout(() => process.exit(1), STOP_MS).unref();
      app.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    process.send?.({ type: 'listening' });
  } catch (error) {
    const { problems, exitCode, stack } = describeError(error);
    for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
    if (stack !== undefined) process.stderr.write(`${stack}\n`);
    process.exit(exitCode);
  }
}
