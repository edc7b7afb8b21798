/** The process of the supervisor, started by `scalr up` through the native engine and bundled like a service. */
import { flushCompileCache } from 'node:module';
import { rememberedGround } from '@scalr/engine-native';
import { runSupervisor } from '@scalr/engine-native/supervisor';
import { describeError, formatProblem } from '@scalr/errors';
import { watchWorkspace } from '@scalr/platform';
import { loadSecrets } from '@scalr/workspace';
import { composeNative } from './compose-native.ts';
import { createContext } from './context.ts';

const context = createContext(false);
const { root, layout, identity, databases, apis } = composeNative(context);
const ended = Promise.withResolvers<void>();
let stopWatching: (() => Promise<void>) | null = null;

function log(text: string): void {
  for (const line of text.split('\n')) context.streams.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => ended.resolve());
// A defect in one request must not take everybody's apps down.
process.on('unhandledRejection', (error) => log(`unexpected: ${error instanceof Error ? error.stack : String(error)}`));

try {
  await runSupervisor({
    layout,
    node: process.execPath,
    inherited: context.environment.inherited,
    installers: context.environment.installers,
    python: async () => (await loadSecrets(root, { databases: [] })).settings.python,
    ended: ended.promise,
    onPlan: (_plan, supervisor) => {
      // Written only at the end otherwise, and a supervisor may be killed: the next one then starts in half the time.
      flushCompileCache();
      const ground = () => rememberedGround(layout);
      stopWatching ??= watchWorkspace({
        root,
        install: context.installFolder,
        engine: supervisor,
        identity,
        databases,
        apis,
        ground,
        log,
      });
    },
  });
  await (stopWatching as (() => Promise<void>) | null)?.();
} catch (error) {
  const { exitCode, problems, stack } = describeError(error);
  for (const problem of problems) log(formatProblem(problem));
  if (stack !== undefined) log(stack);
  process.exitCode = exitCode;
}
