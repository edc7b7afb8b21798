import type { BroughtBack, RemoveReport } from '@scalr/platform';
import type { SavedDatabase } from '@scalr/ports';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { confirm } from '../question.ts';
import { ProgressLine } from '../terminal.ts';

interface RemoveOptions {
  readonly purge?: true;
  readonly yes?: true;
  readonly undo?: true;
}

export default {
  summary: 'Take an app off the platform; its code and data stay unless --purge is said',
  configure(command, act) {
    command
      .argument('<app>', 'its slug')
      .option('--purge', 'also drop its data and its folder, after a backup of both')
      .option('--undo', 'bring it back: an archived app as it was, a purged one from its latest backup')
      .option('--yes', 'do not ask')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string, options: RemoveOptions) {
  const { bringBackApp, removeApp } = await import('@scalr/platform');
  const platform = await context.platform();
  const progress = new ProgressLine(context.streams, context.environment);
  const onProgress = context.json ? () => {} : progress.show;
  if (options.undo) {
    const back = await bringBackApp(platform, slug, { onProgress });
    return { data: { ...back, state: 'active' }, text: undoText(back) };
  }
  const purge = options.purge === true;
  if (purge && !options.yes) {
    const answer = await confirm(context.streams, `Drop ${slug}: its folder and all its data, after a backup?`);
    if (answer === null) throw errors.error('needsYes', { what: 'remove --purge drops the data of the app' });
    if (!answer) return { data: { slug, state: 'active' }, text: 'Nothing was done.' };
  }
  const report = await removeApp(platform, { slug, purge }, { onProgress });
  const { purged } = report;
  const data = {
    ...{ slug, folder: report.folder, state: purged === null ? 'archived' : 'purged' },
    ...(purged === null ? {} : { backup: purged.backup, tables: purged.saved?.tables ?? [] }),
    undo: `./scalr remove ${slug} --undo`,
  };
  return { data, text: textOf(report) };
}

function textOf({ slug, folder, purged }: RemoveReport): string {
  const back = `  Bring it back:   ./scalr remove ${slug} --undo`;
  if (purged === null) {
    const rest = [`  Its folder ${folder} and its data stay as they are.`, back];
    return [
      `${slug} is archived: nobody can open or see it.`,
      ...rest,
      `  Drop both:       ./scalr remove ${slug} --purge`,
    ].join('\n');
  }
  const saved = purged.saved === null ? 'its folder' : `its folder and ${rowsOf(purged.saved)}`;
  return [`${slug} is gone.`, `  ${purged.backup} holds ${saved}, read back and counted.`, back].join('\n');
}

function undoText({ slug, folder, url, loaded }: BroughtBack): string {
  const rows = loaded === null ? '' : ` with ${rowsOf(loaded)}`;
  return `${slug} is back in ${folder}${rows}.\n  ${url ?? 'It comes up with ./scalr up.'}`;
}

const rowsOf = ({ tables }: SavedDatabase) =>
  `${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables`;
