import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeFileAtomically } from '@scalr/fileset';
import { engineErrors, type SavedDatabase } from '@scalr/ports';
import pg from 'pg';
import { withAdmin } from '../postgres/ready.ts';
import { countRows, databaseUrlOf, fillDatabase, savedPages } from './load-database.ts';
import { readPages } from './read-pages.ts';
import { readSchema } from './read-schema.ts';
import { type DatabaseContent, readContent, summary, writeContent } from './saved-database.ts';

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
    throw engineErrors.error('notSaved', { database: name, detail }, { cause });
  }
}

async function copyOut(client: pg.Client, name: string, folder: string): Promise<DatabaseContent> {
  await client.query('begin isolation level repeatable read read only');
  // Rather an error than a backup that lacks what a policy hides.
  await client.query('set local row_security = off');
  const schema = await readSchema(client);
  const tables: DatabaseContent['tables'] = [];
  for (const [index, table] of schema.tables.entries()) {
    const files: string[] = [];
    let rows = 0;
    for await (const page of readPages(client, table)) {
      const file = `rows/${String(index).padStart(3, '0')}-${String(files.length).padStart(6, '0')}.jsonl`;
      await writeFileAtomically(join(folder, file), `${page.join('\n')}\n`, { mode: 0o600 });
      files.push(file);
      rows += page.length;
    }
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
        await fillDatabase(client, owner, content, (table) => savedPages(table, folder));
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

export async function ownerOf(admin: pg.Client, name: string): Promise<string> {
  const { rows } = await admin.query<{ owner: string }>(
    'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
    [name],
  );
  if (rows[0] === undefined) throw new Error('there is no such database');
  return rows[0].owner;
}
