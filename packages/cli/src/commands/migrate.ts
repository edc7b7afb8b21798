import { formatProblem } from '@scalr/errors';
import { type MigrateReport, migrateApp, migrationErrors } from '@scalr/platform';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';

interface MigrateOptions {
  readonly rename: readonly string[];
  readonly drop: readonly string[];
  readonly narrow: readonly string[];
  readonly name?: string;
  readonly plan?: true;
}

const collect = (value: string, given: readonly string[]) => [...given, value];
const NONE: readonly string[] = [];

export default {
  summary: "Make the migration of an app's changed models, prove it on a copy of its data and apply it",
  configure(command, act) {
    command
      .argument('<app>', 'slug of the app')
      .option('--rename <from=to>', 'notes.title=headline, or notes=memos: the values stay', collect, NONE)
      .option('--drop <name>', 'notes.title, or notes: what is in it goes, once it is saved', collect, NONE)
      .option('--narrow <column>', 'notes.size: may take fewer values from now on', collect, NONE)
      .option('--name <words>', 'for the name of the migration')
      .option('--plan', 'only prove it on a copy and say what it would do')
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, slug: string, { rename, drop, narrow, name, plan }: MigrateOptions) {
  const isPlan = plan === true;
  const wish = {
    slug,
    renames: rename.map(renameOf),
    drops: drop,
    narrows: narrow,
    ...(name === undefined ? {} : { words: name }),
  };
  const report = await migrateApp(await context.platform(), wish, { isPlan });
  return {
    data: report,
    text: isPlan ? planOf(report) : textOf(report),
    exitCode: report.types?.problems.length ? 1 : 0,
  };
}

/** `notes.title=headline`: of a column the new name stands alone, or with its table in front again. */
function renameOf(wish: string) {
  const [, from, to] = /^([^=]+)=([^=]+)$/.exec(wish) ?? [];
  if (from === undefined || to === undefined) throw migrationErrors.error('wishUnreadable', { wish });
  const table = from.slice(0, Math.max(0, from.lastIndexOf('.')));
  return { from, to: table === '' || to.includes('.') ? to : `${table}.${to}` };
}

function textOf({ app, migration, types }: MigrateReport): string {
  if (migration === null) return `${app}: the migrations make what the models say, so nothing is written`;
  const { files, reversible, backup } = migration;
  const proof = reversible ? 'up, down and up again' : 'up; not reversible';
  return [
    `${app}: migrated. Tried on a copy of the data (${proof}), then applied.`,
    ...files.map((file) => `  ${file}`),
    ...(backup === null ? [] : [`  saved before: ${backup}`]),
    ...(types?.problems ?? []).map(formatProblem),
  ].join('\n');
}

function planOf(report: MigrateReport): string {
  const { app, migration } = report;
  if (migration === null) return textOf(report);
  const { differences, files, reversible } = migration;
  const { came, renamed, gone, narrowed } = differences;
  const changes = [
    ...came.map((name) => `  add       ${name}`),
    ...renamed.map(({ from, to }) => `  rename    ${from} to ${to}`),
    ...narrowed.map((name) => `  narrow    ${name}`),
    ...gone.map((name) => `  drop      ${name}`),
  ];
  const proof = reversible ? 'up, down and up again' : 'up; not reversible';
  return [
    `${app}: it works on a copy of the data (${proof}), and would change:`,
    ...changes,
    ...files.map((file) => `  write     ${file}`),
    ...(gone.length + narrowed.length === 0 ? [] : ['  what would be lost is saved before']),
  ].join('\n');
}
