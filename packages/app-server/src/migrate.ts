import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isScalrError } from '@scalr/errors';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { applyAccess, releaseOwner } from './apply-access.ts';
import { type ConstraintFields, readConstraintFields } from './constraint-fields.ts';
import { isDatabaseLost } from './database-problem.ts';
import type { Entity } from './entity.ts';
import { appErrors } from './errors.ts';

/** Ours beside the app's own tables: what was applied, and ended sessions. */
const SCHEMA = 'scalr';
const TABLE = 'migrations';
/** One migration at a time in this database, whoever starts. Any constant does; this one spells "scalr". */
const LOCK = 0x5c_a1_2;
const CONNECT_MS = 20_000;

const OWN_TABLES = `
  create schema if not exists scalr;
  create table if not exists scalr.ended_sessions (
    notice_id text primary key,
    session_id text,
    subject text,
    issued_at double precision not null,
    recorded_at timestamptz not null default now()
  );
`;

export interface MigrationPlan {
  readonly url: string;
  /** Folder of drizzle-kit's folders; it need not exist. */
  readonly folder: string;
  readonly applicationName: string;
  readonly entities: readonly Entity[];
}

export interface ReadyDatabase {
  /** Requests run as this; null: the app has no tables. */
  readonly runtimeRole: string | null;
  readonly constraints: ConstraintFields;
}

/** Brings the database up to the app's models and access rules, alone, before anything is served. */
export async function migrate(plan: MigrationPlan): Promise<ReadyDatabase> {
  const client = await connect(plan);
  let doing: 'migrationFailed' | 'accessFailed' = 'migrationFailed';
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    if (!(await isUpToDate(client, plan.folder))) await bringUpToDate(client, plan.folder);
    doing = 'accessFailed';
    const runtimeRole = await applyAccess(client, plan.entities);
    return { runtimeRole, constraints: await readConstraintFields(client, plan.entities) };
  } catch (error) {
    if (isScalrError(error)) throw error;
    if (isDatabaseLost(error))
      throw appErrors.error('databaseUnreachable', { reason: reasonOf(error) }, { cause: error });
    if (doing === 'accessFailed') throw appErrors.error('accessFailed', { reason: reasonOf(error) }, { cause: error });
    throw appErrors.error('migrationFailed', { folder: plan.folder, reason: reasonOf(error) }, { cause: error });
  } finally {
    // Ends the session, and with it the lock.
    await client.end().catch(() => {});
  }
}

/** Every wake but the first finds it so: two queries instead of a dozen statements. */
async function isUpToDate(client: pg.Client, folder: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('${SCHEMA}.ended_sessions') is not null
       and ($1 or to_regclass('${SCHEMA}.${TABLE}') is not null) as there`,
    [!existsSync(folder)],
  );
  return rows[0]?.there === true && (await missingMigrations(client, folder)).length === 0;
}

async function bringUpToDate(client: pg.Client, folder: string): Promise<void> {
  await client.query(OWN_TABLES);
  if (!existsSync(folder)) return;
  // Taking the owner's binding away and giving it back locks every table, so only now.
  await releaseOwner(client);
  await runMigrations(drizzle({ client }), {
    migrationsFolder: folder,
    migrationsSchema: SCHEMA,
    migrationsTable: TABLE,
  });
}

/** Names of the migrations the database lacks. One query; throws when the database is away. */
export async function missingMigrations(pool: pg.Pool | pg.Client, folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) {
    await pool.query('select 1');
    return [];
  }
  const { rows } = await pool.query<{ name: string }>(`select name from ${SCHEMA}.${TABLE}`);
  const applied = new Set(rows.map((row) => row.name));
  return readMigrationFiles({ migrationsFolder: folder })
    .map((migration) => migration.name ?? '')
    .filter((name) => !applied.has(name));
}

/** Waits for a database that is just starting; a wrong password or name is not worth waiting for. */
async function connect(plan: MigrationPlan): Promise<pg.Client> {
  const deadline = performance.now() + CONNECT_MS;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
    const client = new pg.Client({
      connectionString: plan.url,
      application_name: plan.applicationName,
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const reason = reasonOf(error);
      if (!isDatabaseLost(error)) throw appErrors.error('databaseRefused', { reason }, { cause: error });
      if (performance.now() + pause > deadline)
        throw appErrors.error('databaseUnreachable', { reason }, { cause: error });
      await sleep(pause);
    }
  }
}

function reasonOf(error: unknown): string {
  const deepest = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return deepest instanceof Error ? deepest.message || String((deepest as { code?: unknown }).code) : String(deepest);
}
