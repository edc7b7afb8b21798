import { formatProblem } from '@scalr/errors';
import type { AppRelease, DeployReport } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { parseKeep } from '../options.ts';
import { ProgressLine } from '../terminal.ts';

/** How far back people go: further than a week of daily releases is what a backup is for. */
const KEEP = 5;

export default {
  summary: 'Build apps and put them in the place of what serves, without losing a request; a bad one is taken back',
  configure(command, act) {
    command
      .argument('[app...]', 'slugs; left out: every app whose sources changed')
      .option('--keep <count>', 'releases of each app whose images and backups stay', parseKeep, KEEP)
      .action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, apps: readonly string[], { keep }: { readonly keep: number }) {
  const { deploy } = await import('@scalr/platform');
  const platform = await context.platform();
  const progress = new ProgressLine(context.streams, context.environment);
  const by = context.environment.inherited.USER ?? null;
  const report = await deploy(platform, { apps, by, keep, onProgress: context.json ? () => {} : progress.show });
  return { data: report, text: textOf(report), exitCode: report.problems.length > 0 ? 1 : 0 };
}

function textOf({ apps, problems }: DeployReport): string {
  const ended = apps.filter(({ result }) => result !== 'unchanged').map(lineOf);
  const lines = ended.length === 0 ? ['Nothing to deploy: the sources build to what serves.'] : ended;
  return [...lines, ...problems.map((problem) => `\n${formatProblem(problem)}`)].join('\n');
}

function lineOf({ slug, result, release, migrations, backup }: AppRelease): string {
  if (result === 'failed') return `${slug}: not released.`;
  const migrated = migrations === 0 ? '' : `, with ${migrations} ${migrations === 1 ? 'migration' : 'migrations'}`;
  const saved = backup === null ? '' : `\n  saved before: ${backup}`;
  return `${slug}: ${release} serves${migrated}. Back: ./scalr rollback ${slug}${saved}`;
}
