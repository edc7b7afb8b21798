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
  const { engine, identity } = await context.platform();
  const plan = await engine.current();
  if (plan?.mode === 'production' || identity.tokens === undefined) throw errors.error('notInProduction', {});
  const client = plan?.clients.find((candidate) => candidate.slug === slug);
  if (plan && client === undefined) {
    throw errors.error('unknownApp', { slug, known: plan.clients.map((one) => one.slug).join(', ') });
  }
  const { accessToken, expiresIn } = await identity.tokens.issue(client?.clientId ?? slug, options.as);
  return { data: { access_token: accessToken, expires_in: expiresIn }, text: accessToken };
}
