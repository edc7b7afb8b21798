import type { Rehearsal, TriedMigration } from '@scalr/ports';
import type pg from 'pg';
import { withAdmin } from '../postgres/ready.ts';
import { readDrizzleMigrations } from './drizzle-migrations.ts';
import { reverseStatements } from './reverse-statements.ts';

type Failure = Extract<Rehearsal, { ok: false }>;

/** As the app server does before it migrates: the owner is bound by policies otherwise, and would see no rows. */
const BOUND_TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relforcerowsecurity and n.nspname not in ('scalr', 'information_schema')
    and n.nspname !~ '^pg_'`;

/** @param url libpq URI of the copy, as the app's own role */
export async function rehearseDrizzle(url: string, backend: string): Promise<Rehearsal> {
  const all = await readDrizzleMigrations(backend);
  return withAdmin(url, async (client) => {
    const { rows: bound } = await client.query<{ name: string }>(BOUND_TABLES);
    for (const { name } of bound) await client.query(`alter table ${name} no force row level security`);
    const applied = await appliedNames(client);
    const pending = all.filter(({ name }) => !applied.has(name));
    for (const { name, statements } of pending) {
      const failure = await run(client, name, 'up', statements);
      if (failure !== null) return failure;
    }
    const tried: TriedMigration[] = [];
    const latest = all.at(-1);
    const candidates = pending.length > 0 ? pending : latest === undefined ? [] : [latest];
    const ways = candidates.map((one) => ({ ...one, back: reverseStatements(one.statements) }));
    // What came before one that cannot be taken back cannot be taken back either.
    const from = ways.findLastIndex(({ back }) => back === null) + 1;
    for (const { name, back } of ways.slice(from).reverse()) {
      const failure = await run(client, name, 'down', back ?? []);
      if (failure !== null) return failure;
    }
    for (const [index, { name, statements }] of ways.entries()) {
      const failure = index < from ? null : await run(client, name, 'up again', statements);
      if (failure !== null) return failure;
      tried.push({ name, reversible: index >= from });
    }
    return { ok: true, tried };
  });
}

async function appliedNames(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `select to_regclass('scalr.migrations') is not null as there`,
  );
  if (found[0]?.there !== true) return new Set();
  const { rows } = await client.query<{ name: string }>('select name from scalr.migrations');
  return new Set(rows.map(({ name }) => name));
}

async function run(
  client: pg.Client,
  migration: string,
  doing: Failure['doing'],
  statements: readonly string[],
): Promise<Failure | null> {
  await client.query('begin');
  for (const statement of statements) {
    try {
      await client.query(statement);
    } catch (error) {
      await client.query('rollback');
      const { message, detail } = error as { message: string; detail?: string };
      return { ok: false, migration, doing, statement, detail: [message, detail].filter(Boolean).join(': ') };
    }
  }
  await client.query('commit');
  return null;
}
