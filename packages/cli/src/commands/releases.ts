import type { AppReleases, ReleaseRecord } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';

export default {
  summary: 'List what was deployed and rolled back',
  configure(command, act) {
    command.argument('[app]', 'slug; left out: every app that runs').action(act(run));
  },
} satisfies CommandModule;

async function run(context: Context, slug: string | undefined) {
  const { listReleases } = await import('@scalr/platform');
  const apps = await listReleases(await context.platform(), slug);
  const rows = apps.flatMap((app) => [...app.releases].reverse().map((release) => rowOf(app, release)));
  if (rows.length === 0) return { data: apps, text: 'Nothing was deployed yet. ./scalr deploy' };
  return { data: apps, text: table([['APP', 'RELEASE', 'TIME', 'COMMIT', 'BY', 'MIGRATIONS', 'RESULT'], ...rows]) };
}

function rowOf({ slug, serving }: AppReleases, record: ReleaseRecord): readonly string[] {
  const { release, time, commit, by, migrations } = record;
  const count = migrations === null ? '-' : String(migrations.length);
  const mark = release === serving ? ', serves' : '';
  return [slug, release, time.slice(0, 19), commit?.slice(0, 10) ?? '-', by ?? '-', count, `${wordOf(record)}${mark}`];
}

function wordOf({ kind, result, to, reason }: ReleaseRecord): string {
  if (result === 'begun') return 'interrupted';
  if (result === 'failed') return `failed: ${reason?.code ?? ''}`;
  return kind === 'rollback' ? `back to ${to}` : kind === 'found' ? 'was there' : 'good';
}
