import type { Platform } from '@scalr/platform';
import { run as runProgram } from '@scalr/process';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';

export default {
  summary: 'Open an app in the browser',
  configure(command, act) {
    command
      .argument('[app]', 'slug of the app', 'portal')
      .option('--as <username>', 'signed in as somebody, e.g. member; never in production')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string, options: { readonly as?: string }) {
  const { preview, runningApp } = await import('@scalr/platform');
  const platform = await context.platform();
  const plan = (await platform.engine.current()) ?? (await preview(platform, undefined, [slug]));
  const app = await runningApp(platform, plan, slug, 'open');
  const url = options.as === undefined ? app.url : await signInLink(platform, options.as, app.url);
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  // A program asked for data, so it wants the address and not a window.
  const opened =
    !context.json &&
    (await runProgram([opener, url], { env: context.environment.inherited, timeoutMs: 5_000 }).then(
      ({ code }) => code === 0,
      () => false,
    ));
  return { data: { slug, url, opened }, text: url };
}

async function signInLink({ engine, identity }: Platform, username: string, url: string): Promise<string> {
  const plan = await engine.current();
  if (plan?.mode === 'production' || identity.tokens === undefined) throw errors.error('notInProduction', {});
  return identity.tokens.signInLink(username, `${url}/`);
}
