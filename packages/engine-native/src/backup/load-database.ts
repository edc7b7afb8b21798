import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineErrors, type SavedDatabase } from '@scalr/ports';
import pg from 'pg';
import { withAdmin } from '../postgres/ready.ts';
import type { Schema } from './read-schema.ts';
import { type DatabaseContent, readContent, summary } from './saved-database.ts';

export const qualified = ({ schema, table }: { schema: string; table: string }): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;

/** libpq URI of another database of the same server, as the same role. */
export function databaseUrlOf(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Makes what {@link saveDatabase} wrote anew, wholly or not at all.
 * @throws ScalrError `DATABASE_NOT_LOADED`; the database is then as it was
 */
export async function loadDatabase(adminUrl: string, name: string, folder: string): Promise<SavedDatabase> {
  try {
    const content = await readContent(folder);
    return await withAdmin(databaseUrlOf(adminUrl, name), async (client) => {
      await fillDatabase(client, name, content, (table) => savedPages(table, folder));
      return countRows(client, content);
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw engineErrors.error('notLoaded', { database: name, detail }, { cause });
  }
}

export type SchemaTable = Schema['tables'][number];

/**
 * In one transaction, as the role that owns everything afterwards.
 * @param pagesOf rows of a table: lines of JSON, each an array of texts by column
 */
export async function fillDatabase<T extends SchemaTable>(
  client: pg.Client,
  owner: string,
  { before, after, sequences, tables }: Omit<Schema, 'tables'> & { readonly tables: readonly T[] },
  pagesOf: (table: T) => AsyncIterable<readonly string[]>,
): Promise<void> {
  await client.query('begin');
  await client.query("set local search_path = ''; set local check_function_bodies = off");
  const [extensions = [], ...rest] = before;
  for (const statement of extensions) await client.query(statement);
  await client.query(`set local role ${pg.escapeIdentifier(owner)}`);
  for (const statement of rest.flat()) await client.query(statement);
  for (const table of tables) {
    const columns = table.columns.map(([column]) => pg.escapeIdentifier(column));
    const values = table.columns.map(([, type], index) => `(r->>${index})::${type}`);
    const into = `insert into ${qualified(table)}`;
    for await (const lines of pagesOf(table)) {
      const rows = `[${lines.join(',')}]`;
      if (columns.length === 0) for (const _ of lines) await client.query(`${into} default values`);
      else {
        const text = `${into} (${columns.join(', ')}) overriding system value
          select ${values.join(', ')} from pg_catalog.jsonb_array_elements($1::jsonb) as r`;
        await client.query(text, [rows]);
      }
    }
  }
  for (const statement of [...sequences, ...after.flat()]) await client.query(statement);
  await client.query('commit');
}

/** Rows of a table as {@link saveDatabase} wrote them. */
export async function* savedPages(
  { files }: DatabaseContent['tables'][number],
  folder: string,
): AsyncGenerator<readonly string[]> {
  for (const file of files) yield (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n');
}

/** What the tables hold now; read without policies. */
export async function countRows(client: pg.Client, content: DatabaseContent): Promise<SavedDatabase> {
  const counted: DatabaseContent['tables'] = [];
  for (const table of content.tables) {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${qualified(table)}`);
    counted.push({ ...table, rows: Number(rows[0]?.count) });
  }
  return summary({ ...content, tables: counted });
}
