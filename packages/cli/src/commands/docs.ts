import { join } from 'node:path';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';

const SECTIONS = 3;
/** Lines of a section: three of them fill a screen. */
const LINES = 24;

export default {
  summary: 'Find something in the documentation',
  configure(command, act) {
    command.argument('<words...>', 'what it is about, e.g. "who may read a record"').action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, words: readonly string[]) {
  const { searchDocs } = await import('@scalr/manual');
  const found = await searchDocs(join(context.installFolder, 'docs/content'), words.join(' '), SECTIONS);
  if (found.length === 0) throw errors.error('nothingFound', { words: words.join(' ') });
  const shown = found.map(({ page, line, headings, text }) => {
    const lines = text.split('\n');
    const rest = lines.length > LINES ? [`… ${lines.length - LINES} more lines`] : [];
    return [`docs/content/${page}:${line}  ${headings.join(' › ')}`, '', ...lines.slice(0, LINES), ...rest].join('\n');
  });
  return { data: found, text: shown.join('\n\n') };
}
