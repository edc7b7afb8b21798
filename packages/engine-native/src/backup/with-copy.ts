import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { withAdmin } from '../postgres/ready.ts';
import { databaseUrlOf, fillDatabase } from './load-database.ts';
import { readPages } from './read-pages.ts';
import { readSchema } from './read-schema.ts';
import { ownerOf } from './save-database.ts';

const PREFIX = 'scalr_trial_';
/** Nobody works on a copy for so long: whoever made it was killed. */
const FORGOTTEN_MS = 15 * 60_000;

/**
 * Does something with a copy of a database, schema and rows of one moment, which belongs to the same role and is gone
 * afterwards. Postgres' own copy by template wants nobody to be connected, and a backend is.
 * @param adminUrl libpq URI of a role that may make databases and read every row
 */
export async function withCopy<T>(adminUrl: string, name: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = `${PREFIX}${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  return withAdmin(adminUrl, async (admin) => {
    await dropForgotten(admin);
    const owner = await ownerOf(admin, name);
    try {
      await admin.query(`create database ${copy} owner ${pg.escapeIdentifier(owner)} template template0`);
      await admin.query(`revoke connect, temporary on database ${copy} from public`);
      await withAdmin(databaseUrlOf(adminUrl, name), (source) =>
        withAdmin(databaseUrlOf(adminUrl, copy), async (target) => {
          await source.query('begin isolation level repeatable read read only');
          await source.query('set local row_security = off');
          await fillDatabase(target, owner, await readSchema(source), (table) => readPages(source, table));
        }),
      );
      return await work(copy);
    } finally {
      await admin.query(`drop database if exists ${copy} with (force)`);
    }
  });
}

async function dropForgotten(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select datname as name from pg_database where datname like 'scalr\\_trial\\_%'`,
  );
  for (const { name } of rows) {
    const made = Number.parseInt(name.slice(PREFIX.length), 36);
    if (Date.now() - made > FORGOTTEN_MS) await admin.query(`drop database if exists ${name} with (force)`);
  }
}
