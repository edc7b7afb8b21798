import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';

export default {
  summary: 'Give out an access token of somebody, for scripts and tests; never in production',
  configure(command, act) {
    command
      .argument('<app>', 'slug of the app it is for')
      .requiredOption('--as <username>', 'whose token')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string, options: { readonly as: string }) {
  const platform = await context.platform();
  const { engine, identity } = platform;
  const plan = await engine.current();
  if (plan?.mode === 'production' || identity.tokens === undefined) throw errors.error('notInProduction', {});
  const client = plan?.clients.find((candidate) => candidate.slug === slug);
  if (plan && client === undefined) {
    const { runningApp } = await import('@scalr/platform');
    await runningApp(platform, plan, slug, 'token');
    throw errors.error('nobodySignsIn', { slug });
  }
  const { accessToken, expiresIn } = await identity.tokens.issue(client?.clientId ?? slug, options.as);
  return { data: { access_token: accessToken, expires_in: expiresIn }, text: accessToken };
}
