import { describePlan, maskPlan } from '@scalr/plan';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Show what up makes true: routes, processes, databases, clients, env with its sources',
  configure(command, act) {
    command.argument('[app...]', 'as up with these would').option('--prod', 'as up --prod would').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, apps: readonly string[], options: { readonly prod?: true }) {
  const { preview } = await import('@scalr/platform');
  const plan = await preview(await context.platform(), options.prod ? 'production' : undefined, apps);
  return { data: maskPlan(plan), text: describePlan(plan) };
}
