import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { confirm } from '../question.ts';

export default {
  summary: 'Stop everything; data stays',
  configure(command, act) {
    command
      .option('--volumes', 'also delete all data: databases, people, keys')
      .option('--yes', 'do not ask')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, options: { readonly volumes?: true; readonly yes?: true }) {
  const volumes = options.volumes === true;
  if (volumes && !options.yes) {
    const question = 'Delete all databases, people and keys of this workspace?';
    const answer = await confirm(context.streams, question);
    if (answer === null) throw errors.error('needsYes', { what: 'down --volumes deletes all data' });
    if (!answer) return { data: { stopped: false, volumes: false }, text: 'Nothing was done.' };
  }
  const { engine } = await context.platform();
  const stopped = await engine.down({ volumes });
  const state = stopped ? 'SCALR is down.' : 'Nothing was up.';
  return { data: { stopped, volumes }, text: volumes ? `${state} All data that was kept here is deleted.` : state };
}
