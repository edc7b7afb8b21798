import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../terminal.ts';

export default {
  summary: 'Put an earlier release of an app back, without losing a request; data stays as it is',
  configure(command, act) {
    command
      .argument('<app>', 'its slug')
      .option('--to <release>', 'such as r3, of ./scalr releases; left out: the good one before')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string, { to }: { readonly to?: string }) {
  const { rollback } = await import('@scalr/platform');
  const platform = await context.platform();
  const progress = new ProgressLine(context.streams, context.environment);
  const report = await rollback(platform, {
    slug,
    ...(to === undefined ? {} : { to }),
    by: context.environment.inherited.USER ?? null,
    onProgress: context.json ? () => {} : progress.show,
  });
  const { release, data } = report;
  const did = release === null ? `${slug}: ${report.to} serves already.` : `${slug}: ${report.to} serves again.`;
  return { data: report, text: `${did}${data}` };
}
