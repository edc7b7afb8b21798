import { databaseName } from '@scalr/manifest';
import type { CommandModule } from '../command.ts';
import type { Context } from '../context.ts';
import { errors } from '../errors.ts';
import { table } from '../terminal.ts';

/** A screen or two; who wants more counts in SQL. */
const ROWS = 100;

export default {
  summary: "Ask an app's database; reads only, sees every row, never in production",
  configure(command, act) {
    command
      .argument('<app>', 'slug of the app')
      .argument('<sql>', 'one statement, e.g. "select count(*) from notes"')
      .action(act(run));
  },
} satisfies CommandModule;

export async function run(context: Context, slug: string, sql: string) {
  const { engine, inspection } = await context.platform();
  const plan = await engine.current();
  if (plan?.mode === 'production') throw errors.error('onlyInEdit', { command: 'query' });
  const app = plan?.apps.find((candidate) => candidate.slug === slug);
  const database = app && databaseName(app.manifest);
  if (plan && database === undefined) {
    const known = plan.apps.filter(({ manifest }) => manifest.database !== undefined).map((one) => one.slug);
    throw errors.error('unknownDatabase', { slug, known: known.join(', ') });
  }
  const { columns, rows, truncated } = await inspection.query(database ?? slug, sql, ROWS);
  const shown = table([[...columns], ...rows.map((row) => row.map(printable))]);
  const more = truncated ? `\nonly the first ${ROWS} rows` : '';
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`;
  return { data: { columns, rows, truncated }, text: `${columns.length === 0 ? '' : `${shown}\n`}${count}${more}` };
}

/** What people wrote into an app must neither move a terminal's cursor nor break the table. */
function printable(value: string | null): string {
  return value === null ? 'null' : value.replace(/\r?\n/g, ' ⏎ ').replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}
