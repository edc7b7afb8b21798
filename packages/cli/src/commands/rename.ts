import type { RenameReport } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { ProgressLine } from '../terminal.ts';

export default {
  summary: 'Give an app another slug; its data and people stay, its old address leads on',
  configure(command, act) {
    command
      .argument('<app>', 'its slug')
      .argument('<new>', 'its slug from now on')
      .option('--name <name>', 'also another name on its tile')
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string, to: string, options: { readonly name?: string }) {
  const { renameApp } = await import('@scalr/platform');
  const platform = await context.platform();
  const progress = new ProgressLine(context.streams, context.environment);
  const report = await renameApp(
    platform,
    { slug, to, ...options },
    { onProgress: context.json ? () => {} : progress.show },
  );
  return { data: { ...report, former: slug }, text: textOf(slug, report) };
}

function textOf(former: string, { slug, folder, url, callers }: RenameReport): string {
  const lines = [`${former} is ${slug} now, in ${folder}.`];
  lines.push(url === null ? '  It comes up with ./scalr up.' : `  ${url}; its old address leads there.`);
  for (const caller of callers) {
    lines.push(`  ${caller} calls it: its manifest says ${slug}; change callApp('${former}', …) in its code by hand.`);
  }
  return lines.join('\n');
}
