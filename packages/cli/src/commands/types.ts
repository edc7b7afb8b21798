import { formatProblem } from '@scalr/errors';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

interface TypesOptions {
  readonly check?: true;
  readonly acceptBreaking?: true;
}

export default {
  summary: 'Make the typed clients that frontends import from what the backends say',
  configure(command, act) {
    command
      .argument('[slugs...]', 'apps; left out: all, and the clients of apps that are gone are removed')
      .option('--check', 'write nothing, and fail where something is stale')
      .option('--accept-breaking', 'write also what breaks the apps that call this one')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slugs: readonly string[], { check, acceptBreaking }: TypesOptions) {
  const { refreshTypes } = await import('@scalr/platform');
  const platform = await context.platform();
  const report = await refreshTypes(platform, {
    slugs,
    check: check === true,
    acceptBreaking: acceptBreaking === true,
  });
  const changed = report.apps.filter(({ state }) => state === 'written' || state === 'removed');
  const lines = changed.map(({ slug, state }) => `${state} packages/api-types/src/${slug}`);
  const failed = report.problems.length > 0;
  if (!failed && changed.length === 0) lines.push(`${report.apps.length} clients are as their backends say.`);
  return {
    data: report,
    text: [...lines, ...report.problems.map(formatProblem)].join('\n'),
    exitCode: failed ? 1 : 0,
  };
}
