import { run as runProgram } from '@scalr/process';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';

export default {
  summary: 'Open an app in the browser',
  configure(command, act) {
    command.argument('[app]', 'slug of the app', 'portal').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string) {
  const { preview } = await import('@scalr/platform');
  const platform = await context.platform();
  const plan = (await platform.engine.current()) ?? (await preview(platform));
  const app = plan.apps.find((candidate) => candidate.slug === slug);
  if (app === undefined) throw errors.error('unknownApp', { slug, known: plan.apps.map((one) => one.slug).join(', ') });
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // A program asked for data, so it wants the address and not a window.
  const opened =
    !context.json &&
    (await runProgram([opener, app.url], { env: context.environment.inherited, timeoutMs: 5_000 }).then(
      ({ code }) => code === 0,
      () => false,
    ));
  return { data: { slug, url: app.url, opened }, text: app.url };
}
