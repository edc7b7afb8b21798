import { flushCompileCache } from 'node:module';
import { describeError, formatProblem } from '@scalr/errors';
import { startIdentity } from './server.ts';
import { readSettings } from './settings.ts';

try {
  const server = await startIdentity(readSettings(process.env));
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.send?.({ type: 'listening' });
  // The next start finds the compiled modules even if this process is killed.
  flushCompileCache();
} catch (error) {
  const { exitCode, problems, stack } = describeError(error);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (stack !== undefined) process.stderr.write(`${stack}\n`);
  process.exit(exitCode);
}
