import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomically } from '@scalr/fileset';
import type { SavedDatabase } from '@scalr/ports';
import pg from 'pg';
import { errors } from '../errors.ts';
import { withAdmin } from '../postgres/ready.ts';
import { countRows, databaseUrlOf, fillDatabase, qualified } from './load-database.ts';
import { readSchema } from './read-schema.ts';
import { type DatabaseContent, readContent, summary, writeContent } from './saved-database.ts';

/** Rows a file: small enough for any memory, large enough for few files. */
const PAGE = 2_000;

/**
 * @param adminUrl libpq URI of a role that may make databases and read every row
 * @throws ScalrError `DATABASE_NOT_SAVED`; what was written is then no backup
 */
export async function saveDatabase(adminUrl: string, name: string, folder: string): Promise<SavedDatabase> {
  try {
    const content = await withAdmin(databaseUrlOf(adminUrl, name), (client) => copyOut(client, name, folder));
    await writeContent(folder, content);
    await prove(adminUrl, folder);
    return summary(content);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw errors.error('notSaved', { database: name, detail }, { cause });
  }
}

async function copyOut(client: pg.Client, name: string, folder: string): Promise<DatabaseContent> {
  await client.query('begin isolation level repeatable read read only');
  // Rather an error than a backup that lacks what a policy hides.
  await client.query('set local row_security = off');
  const schema = await readSchema(client);
  const tables: DatabaseContent['tables'] = [];
  for (const [index, table] of schema.tables.entries()) {
    const texts = table.columns.map(([column]) => `${pg.escapeIdentifier(column)}::text`);
    const row = texts.length === 0 ? "'[]'" : `array_to_json(array[${texts.join(', ')}])::text`;
    await client.query(`declare page no scroll cursor for select ${row} from ${qualified(table)}`);
    const files: string[] = [];
    let rows = 0;
    for (;;) {
      const { rows: page } = await client.query<[string]>({ text: `fetch ${PAGE} from page`, rowMode: 'array' });
      if (page.length === 0) break;
      const file = `rows/${String(index).padStart(3, '0')}-${String(files.length).padStart(6, '0')}.jsonl`;
      await writeFileAtomically(join(folder, file), `${page.map(([line]) => line).join('\n')}\n`, { mode: 0o600 });
      files.push(file);
      rows += page.length;
    }
    await client.query('close page');
    tables.push({ ...table, rows, files });
  }
  await client.query('commit');
  const { before, after, sequences } = schema;
  return { version: 1, name, before, after, sequences, tables };
}

/** Reads everything back into a database that goes again: the same schema, and the same number of rows in each table. */
async function prove(adminUrl: string, folder: string): Promise<void> {
  const content = await readContent(folder);
  const scratch = `scalr_proof_${randomBytes(6).toString('hex')}`;
  await withAdmin(adminUrl, async (admin) => {
    const owner = await ownerOf(admin, content.name);
    try {
      await admin.query(`create database ${scratch} owner ${pg.escapeIdentifier(owner)} template template0`);
      await withAdmin(databaseUrlOf(adminUrl, scratch), async (client) => {
        await fillDatabase(client, owner, content, folder);
        const counted = await countRows(client, content);
        if (!isDeepStrictEqual(counted, summary(content))) throw new Error('the copy has other rows than the original');
        const { before, after } = await readSchema(client);
        const sorted = (lists: readonly string[][]) => lists.map((list) => [...list].sort());
        const same = isDeepStrictEqual(sorted([...before, ...after]), sorted([...content.before, ...content.after]));
        if (!same) throw new Error('the copy has another schema than the original');
      });
    } finally {
      await admin.query(`drop database if exists ${scratch} with (force)`);
    }
  });
}

async function ownerOf(admin: pg.Client, name: string): Promise<string> {
  const { rows } = await admin.query<{ owner: string }>(
    'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
    [name],
  );
  if (rows[0] === undefined) throw new Error('there is no such database');
  return rows[0].owner;
}
