import { engineErrors } from '@scalr/ports';
import pg from 'pg';
import { runtimeRoleOf } from './provision.ts';
import { withAdmin } from './ready.ts';

const quoted = pg.escapeIdentifier;

export async function databaseExists(adminUrl: string, name: string): Promise<boolean> {
  return withAdmin(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    return found.rowCount === 1;
  });
}

/**
 * Takes away a database and its two roles. Nothing is done where they are gone already.
 * @throws ScalrError `DATABASE_NOT_DROPPED`
 */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withAdmin(adminUrl, async (client) => {
    try {
      await client.query(`drop database if exists ${quoted(name)} with (force)`);
      for (const role of [name, runtimeRoleOf(name)]) await client.query(`drop role if exists ${quoted(role)}`);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw engineErrors.error('notDropped', { database: name, detail }, { cause });
    }
  });
}
