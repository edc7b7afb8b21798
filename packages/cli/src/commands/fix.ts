import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { askRepository } from '../repository-checks.ts';

export default {
  summary:
    'Mend what can be mended of the repository itself: format, lint, what is generated; exit 1 if something is left',
  configure(command, act) {
    command.action(act(run));
  },
} satisfies CommandModule;

const run = (context: Context) => askRepository(context, 'fixRepository');
