import { formatProblem } from '@scalr/errors';
import { loadWorkspace } from '@scalr/workspace';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

export default {
  summary: 'Check every manifest and env file',
  configure(command, act) {
    command.action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context) {
  const { root } = await context.platform();
  const { apps, quarantined, warnings } = await loadWorkspace(root);
  const problems = quarantined.flatMap((app) => app.problems);
  const data = { valid: apps.map(({ folder, manifest }) => ({ slug: manifest.slug, folder })), quarantined, warnings };
  const count = `${apps.length} valid, ${quarantined.length} with problems`;
  const told = [...problems, ...warnings.flatMap((app) => app.problems)];
  const text = [...told.map(formatProblem), count].join('\n');
  return { data, text, exitCode: quarantined.length === 0 ? 0 : 1 };
}
