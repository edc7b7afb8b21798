import { isScalrError } from '@scalr/errors';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Stop and start one process',
  configure(command, act) {
    command.argument('<app>', 'an app or a process of ./scalr ps').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, name: string) {
  const platform = await context.platform();
  const { engine } = platform;
  const plan = await engine.current();
  const processes = await engine.status();
  if (plan !== null && processes.every((process) => process.name !== name)) {
    const { runningApp } = await import('@scalr/platform');
    await runningApp(platform, plan, name, 'restart').catch((error) => {
      // It may be no app at all, and the engine knows the names of all processes.
      if (!isScalrError(error) || error.code !== 'APP_UNKNOWN') throw error;
    });
  }
  await engine.restart(name);
  const now = (await engine.status()).find((process) => process.name === name);
  const status = now?.status ?? 'stopped';
  const text =
    status === 'asleep' ? `${name} is asleep; its next request starts it anew.` : `${name} is ${status} again.`;
  return { data: { name, status, ...(now?.pid == null ? {} : { pid: now.pid }) }, text };
}
