import type pg from 'pg';
import { AFTER_ROWS, BEFORE_ROWS, SEQUENCES, TABLES } from './schema-queries.ts';

export interface Schema {
  readonly before: string[][];
  readonly after: string[][];
  readonly sequences: string[];
  readonly tables: readonly { schema: string; table: string; columns: [string, string][] }[];
}

/** The schema of the connected database as statements that make it anew. */
export async function readSchema(client: pg.Client): Promise<Schema> {
  // Names are then written with their schema, wherever they are read again.
  await client.query("set search_path = ''");
  const statements = async (sql: string): Promise<string[]> => {
    const { rows } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' });
    return rows.flatMap(([statement]) => (statement == null ? [] : [statement]));
  };
  const before: string[][] = [];
  for (const sql of BEFORE_ROWS) before.push(await statements(sql));
  const after: string[][] = [];
  for (const sql of AFTER_ROWS) after.push(await statements(sql));
  const { rows } = await client.query<{ schema: string; table: string; columns: [string, string][] | null }>(TABLES);
  return {
    before,
    after,
    sequences: await statements(SEQUENCES),
    tables: rows.map(({ columns, ...table }) => ({ ...table, columns: columns ?? [] })),
  };
}
