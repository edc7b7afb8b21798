import { createHash } from 'node:crypto';
import type { Database } from '@scalr/plan';
import pg from 'pg';
import { errors } from '../errors.ts';
import { withAdmin } from './ready.ts';

const quoted = pg.escapeIdentifier;
const literal = pg.escapeLiteral;

/** Any number will do as long as nobody else uses it: provisioning by two at once takes turns. */
const PROVISION_LOCK = 7_260_001;

const RIGHTS = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit 40';
const RUNTIME_RIGHTS = 'nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/** What the server already has: role → the mark we left on it, and database names. */
interface Inventory {
  readonly roles: ReadonlyMap<string, string | null>;
  readonly databases: ReadonlySet<string>;
}

/**
 * Makes role and database of each entry true: own role, own password, no connect right elsewhere, not a superuser.
 * Databases that no entry names stay as they are. One query when there is nothing to do.
 * @param adminUrl libpq URI of a role that may create roles and databases
 * @returns names of the databases that were made
 * @throws ScalrError `DATABASE_NOT_PROVISIONED`
 */
export async function provisionDatabases(adminUrl: string, databases: readonly Database[]): Promise<readonly string[]> {
  if (databases.length === 0) return [];
  return withAdmin(adminUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [PROVISION_LOCK]);
    const inventory = await takeInventory(client);
    const made: string[] = [];
    for (const database of databases) {
      try {
        if (await provision(client, database, inventory)) made.push(database.name);
      } catch (cause) {
        const detail = cause instanceof Error ? cause.message : String(cause);
        throw errors.error('provisionFailed', { database: database.name, detail }, { cause });
      }
    }
    return made;
  });
}

/** Takes from everybody the right to connect to the databases that every new server lets everybody into. */
export async function closeMaintenanceDatabases(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, (client) => client.query('revoke connect on database postgres, template1 from public'));
}

async function provision(client: pg.Client, database: Database, inventory: Inventory): Promise<boolean> {
  const mark = markOf(database);
  // The mark is left last, so it says that everything before it was done.
  if (inventory.roles.get(database.role) === mark && inventory.databases.has(database.name)) return false;
  const role = quoted(database.role);
  const exists = inventory.roles.has(database.role);
  const password = literal(database.password);
  // Who is not superuser may make such a role, but may not name those attributes again when altering it.
  await client.query(
    exists ? `alter role ${role} password ${password}` : `create role ${role} ${RIGHTS} password ${password}`,
  );
  // On a server where we are not superuser, only a member may give a database away.
  if (!exists) await client.query(`grant ${role} to current_user`);
  await provideRuntimeRole(client, database.role, inventory);
  const isNew = !inventory.databases.has(database.name);
  if (isNew) await client.query(`create database ${quoted(database.name)} owner ${role} template template0`);
  await client.query(`revoke connect, temporary on database ${quoted(database.name)} from public`);
  await client.query(`comment on role ${role} is ${literal(mark)}`);
  return isNew;
}

/**
 * Backends sign in as the owner of their tables, to migrate them, and answer requests as this role, which owns nothing
 * and which row-level security therefore binds. Nobody signs in as it.
 */
async function provideRuntimeRole(client: pg.Client, owner: string, inventory: Inventory): Promise<void> {
  const name = runtimeRoleOf(owner);
  if (!inventory.roles.has(name)) await client.query(`create role ${quoted(name)} ${RUNTIME_RIGHTS}`);
  await client.query(`grant ${quoted(name)} to ${quoted(owner)}`);
}

/** Backends know it by this rule too. Names in Postgres have at most 63 bytes. */
export function runtimeRoleOf(owner: string): string {
  return `${owner.slice(0, 55)}_runtime`;
}

async function takeInventory(client: pg.Client): Promise<Inventory> {
  const roles = await client.query<{ name: string; mark: string | null }>(
    `select rolname as name, shobj_description(oid, 'pg_authid') as mark from pg_roles`,
  );
  const databases = await client.query<{ name: string }>('select datname as name from pg_database');
  return {
    roles: new Map(roles.rows.map(({ name, mark }) => [name, mark])),
    databases: new Set(databases.rows.map(({ name }) => name)),
  };
}

/**
 * Says which password a role was given, without telling it: the passwords are random and long. The number goes up when
 * provisioning gives more than before, and with it old databases get it too.
 */
function markOf({ role, password }: Database): string {
  return `scalr 2 ${createHash('sha256').update(`${role} ${password}`).digest('hex').slice(0, 32)}`;
}
