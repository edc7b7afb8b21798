import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Entity } from './entity.ts';
import { policyStatements, qualifiedName } from './entity-policies.ts';
import { appErrors } from './errors.ts';

/** Tables of the app: not Postgres', not an extension's, not ours. */
const APP_TABLES = `
  select c.oid, c.relname, n.nspname, c.relrowsecurity, c.relforcerowsecurity, c.relacl
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('scalr', 'information_schema') and n.nspname !~ '^pg_'
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

/** Everything of the database that decides who may do what, as one fingerprint. Names rather than numbers: it survives a restore. */
const STATE = `
  with tables as (${APP_TABLES}), lines as (
    select format('%I.%I %s %s %s', nspname, relname, relrowsecurity, relforcerowsecurity, relacl) as line from tables
    union all
    select format('%I.%I %I %s %s %s %s %s', nspname, relname, polname, polcmd, polpermissive, polroles::regrole[],
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    from pg_policy p join tables t on t.oid = p.polrelid
    union all
    select format('%s %s %s', pg_get_triggerdef(g.oid), g.tgenabled, pg_get_functiondef(g.tgfoid))
    from pg_trigger g join tables t on t.oid = g.tgrelid where g.tgname like 'scalr\\_%'
    union all
    select format('%I.%I %s', nspname, relname, pg_get_constraintdef(k.oid))
    from pg_constraint k join tables t on t.oid = k.conrelid where k.conname like 'scalr\\_%'
  )
  select md5(coalesce(string_agg(line, E'\\n' order by line), '')) as state from lines`;

const OWN_TABLE = `
  create table if not exists scalr.access (
    only_one boolean primary key default true check (only_one),
    declared text not null,
    state text not null
  )`;

/**
 * Makes the declared access rules true, under the lock of the migrations and right after them, in one transaction.
 * Does nothing when both what is declared and what the database says are as they were left: then it is one query,
 * and no table is locked. Whatever else was changed by hand is undone.
 * @returns the role that requests run as; null: the app has no tables
 * @throws ScalrError `TABLE_WITHOUT_ACCESS`, `RUNTIME_ROLE_MISSING`
 */
export async function applyAccess(client: pg.Client, entities: readonly Entity[]): Promise<string | null> {
  await refuseUndeclared(client, entities);
  if (entities.length === 0) return null;
  const role = await runtimeRole(client);
  const statements = entities.flatMap((entity) => policyStatements(entity, role));
  const declared = createHash('sha256').update(statements.join('\n')).digest('hex');
  await client.query(OWN_TABLE);
  const { rows: left } = await client.query<{ declared: string; state: string }>(
    'select declared, state from scalr.access',
  );
  if (left[0]?.declared === declared && left[0].state === (await stateOf(client))) return role;
  await client.query('begin');
  try {
    for (const entity of entities) await clear(client, qualifiedName(entity), role);
    for (const statement of statements) await client.query(statement);
    await client.query(
      `insert into scalr.access (declared, state) values ($1, $2)
       on conflict (only_one) do update set declared = excluded.declared, state = excluded.state`,
      [declared, await stateOf(client)],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  return role;
}

/**
 * Migrations change data of everybody, as the owner of the tables; so until they are done the owner is not bound.
 * Requests are all the while: their role is not the owner. Should the process die in between, the next start binds
 * the owner again.
 */
export async function releaseOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name from (${APP_TABLES}) tables where relforcerowsecurity`,
  );
  for (const { name } of rows) await client.query(`alter table ${name} no force row level security`);
}

async function refuseUndeclared(client: pg.Client, entities: readonly Entity[]): Promise<void> {
  const declared = new Set(entities.map(qualifiedName));
  const { rows } = await client.query<{ nspname: string; relname: string }>(APP_TABLES);
  const open = rows
    .filter(({ nspname, relname }) => !declared.has(`${pg.escapeIdentifier(nspname)}.${pg.escapeIdentifier(relname)}`))
    .map(({ nspname, relname }) => (nspname === 'public' ? relname : `${nspname}.${relname}`));
  if (open.length > 0) throw appErrors.error('tableWithoutAccess', { tables: open.sort(), place: 'the database' });
}

/** Made beside the role that signs in, by whoever makes the database: see packages/engine-native provision.ts. */
async function runtimeRole(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ role: string; exists: boolean }>(
    `select left(current_user, 55) || '_runtime' as role, exists (select 1 from pg_roles
       where rolname = left(current_user, 55) || '_runtime' and pg_has_role(oid, 'member')
         and not rolsuper and not rolbypassrls) as exists`,
  );
  if (!rows[0]?.exists) throw appErrors.error('runtimeRoleMissing', { role: rows[0]?.role ?? '' });
  return rows[0].role;
}

async function clear(client: pg.Client, table: string, role: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('drop policy %I on %s', polname, $1::text) as statement
       from pg_policy where polrelid = $1::text::regclass
     union all
     select format('drop trigger %I on %s', tgname, $1::text) from pg_trigger
       where tgrelid = $1::text::regclass and tgname like 'scalr\\_%'
     union all
     select format('alter table %s drop constraint %I', $1::text, conname) from pg_constraint
       where conrelid = $1::text::regclass and conname like 'scalr\\_%'`,
    [table],
  );
  for (const { statement } of rows) await client.query(statement);
  await client.query(`revoke all on ${table} from public, ${pg.escapeIdentifier(role)}`);
}

async function stateOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ state: string }>(STATE);
  return rows[0]?.state ?? '';
}
