import { randomBytes } from 'node:crypto';
import { engineErrors, type QueryResult } from '@scalr/ports';
import pg from 'pg';
import { withAdmin } from './ready.ts';

const STATEMENT_MS = 5_000;

/** Postgres refuses two that change the rights on one database at once. Any number that nobody else uses. */
const RIGHTS_LOCK = 7_260_002;

/** Postgres' own text of a value: nothing of it is interpreted here. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/**
 * One statement on one database by a role that lives as long as the query. It is not enough to begin a read-only
 * transaction as somebody mightier: a function in the statement could become that somebody again.
 * @param adminUrl libpq URI of a role that may create roles
 * @throws ScalrError `QUERY_FAILED`
 */
export async function readOnlyQuery(
  adminUrl: string,
  database: string,
  sql: string,
  limit: number,
): Promise<QueryResult> {
  const role = `scalr_reader_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  const name = pg.escapeIdentifier(role);
  return withAdmin(adminUrl, async (admin) => {
    try {
      await admin.query('select pg_advisory_lock($1)', [RIGHTS_LOCK]);
      await admin.query(
        `create role ${name} login nosuperuser nocreatedb nocreaterole noreplication bypassrls connection limit 1
         password ${pg.escapeLiteral(password)} in role pg_read_all_data`,
      );
      await admin.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${name}`);
      await admin.query('select pg_advisory_unlock_all()');
      const url = new URL(adminUrl);
      url.username = role;
      url.password = password;
      url.pathname = `/${database}`;
      return await ask(url.href, sql, limit);
    } catch (cause) {
      throw engineErrors.error(
        'queryFailed',
        { detail: cause instanceof Error ? cause.message : String(cause) },
        { cause },
      );
    } finally {
      await admin.query('select pg_advisory_lock($1)', [RIGHTS_LOCK]).catch(() => {});
      await admin.query(`revoke all on database ${pg.escapeIdentifier(database)} from ${name}`).catch(() => {});
      await admin.query(`drop role if exists ${name}`);
    }
  });
}

async function ask(connectionString: string, sql: string, limit: number): Promise<QueryResult> {
  const client = new pg.Client({ connectionString, statement_timeout: STATEMENT_MS, application_name: 'scalr query' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('begin read only');
    // The extended protocol takes one statement: none that ends this transaction and goes on can hide behind another.
    const query = { text: sql, rowMode: 'array', types: AS_TEXT, queryMode: 'extended' } as const;
    const { fields, rows } = await client.query<(string | null)[]>(query);
    return { columns: fields.map((field) => field.name), rows: rows.slice(0, limit), truncated: rows.length > limit };
  } finally {
    await client.end().catch(() => {});
  }
}
