import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printJson, writeFileAtomically } from '@scalr/fileset';
import { z } from 'zod';

const FILE = 'database.json';

const contentSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  /** SQL that makes extensions, schemas, types, functions and bare tables. */
  before: z.array(z.array(z.string())),
  /** SQL that makes constraints, indexes, triggers, policies and rights. */
  after: z.array(z.array(z.string())),
  sequences: z.array(z.string()),
  tables: z.array(
    z.object({
      schema: z.string(),
      table: z.string(),
      /** Name and SQL type. */
      columns: z.array(z.tuple([z.string(), z.string()])),
      rows: z.number(),
      /** Files of `rows/`, in order: one JSON array of texts (or null) a line, one line a row. */
      files: z.array(z.string()),
    }),
  ),
});

/** `database.json` of a saved database: all but the rows. */
export type DatabaseContent = z.infer<typeof contentSchema>;

export function writeContent(folder: string, content: DatabaseContent): Promise<void> {
  return writeFileAtomically(join(folder, FILE), printJson(content), { mode: 0o600 });
}

export async function readContent(folder: string): Promise<DatabaseContent> {
  return contentSchema.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
}

/** What a person reads of it. */
export const summary = ({ tables }: DatabaseContent) => ({
  tables: tables.map(({ schema, table, rows }) => ({ name: `${schema}.${table}`, rows })),
});
