import { flushCompileCache } from 'node:module';
import { rememberedGround, runSupervisor } from '@scalr/engine-native';
import { watchWorkspace } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import { composeNative } from '../compose.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Be the supervisor of this workspace (started by up)',
  hidden: true,
  configure(command, act) {
    command.action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context) {
  const { root, layout, identity } = composeNative(context);
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => ended.resolve());
  const log = (text: string) => {
    for (const line of text.split('\n')) context.streams.stdout.write(`${new Date().toISOString()} ${line}\n`);
  };
  // A defect in one request must not take everybody's apps down.
  process.on('unhandledRejection', (error) =>
    log(`unexpected: ${error instanceof Error ? error.stack : String(error)}`),
  );
  let stopWatching: (() => Promise<void>) | null = null;
  await runSupervisor({
    layout,
    node: process.execPath,
    inherited: context.environment.inherited,
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
        ground,
        log,
      });
    },
  });
  await (stopWatching as (() => Promise<void>) | null)?.();
  return null;
}
