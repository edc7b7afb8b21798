import { type Database, type Queries, statement } from './database.ts';

/** Each runs once, in order, in one transaction with its entry in `schema_version`. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
  `
  create table person (
    id uuid primary key,
    username text not null unique,
    name text not null,
    email text not null,
    password_hash text not null,
    groups text[] not null default '{}',
    disabled boolean not null default false,
    created_at timestamptz not null
  );
  create table platform_group (
    name text primary key,
    created_at timestamptz not null
  );
  create table client (
    client_id text primary key,
    document json not null
  );
  -- Sessions, codes, refresh tokens, grants and interactions. The id is the SHA-256 of the secret one.
  create table record (
    kind text not null,
    id text not null,
    payload json not null,
    account_id text,
    client_id text,
    grant_id text,
    session_uid text,
    device text,
    address text,
    created_at timestamptz not null,
    consumed_at timestamptz,
    expires_at timestamptz not null,
    primary key (kind, id)
  );
  create index record_grant on record (grant_id) where grant_id is not null;
  create index record_session on record (session_uid) where session_uid is not null;
  create index record_account on record (account_id) where kind = 'Session';
  create index record_expiry on record (expires_at);
  create table sign_in_attempt (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null
  );
  create table signing_key (
    kid text primary key,
    published_at timestamptz not null,
    signs_at timestamptz not null
  );
  create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    event text not null,
    username text,
    client_id text,
    address text,
    detail text
  );
  `,
  `alter table person add column is_test boolean not null default false;`,
];

// Any number that only this service uses as an advisory lock of its database.
const LOCK = 7_225_701;

const lock = statement('migration_lock', 'select pg_advisory_xact_lock($1::bigint)');
const ensure = statement(
  'migration_ensure',
  'create table if not exists schema_version (version integer primary key, applied_at timestamptz not null default now())',
);
const current = statement('migration_current', 'select coalesce(max(version), 0)::int as version from schema_version');
const note = statement('migration_note', 'insert into schema_version (version) values ($1)');

/** Brings the schema to this version; two processes that start at once take turns. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (queries: Queries) => {
    await queries.change(lock, [LOCK]);
    await queries.change(ensure);
    const version = (await queries.rows<{ version: number }>(current))[0]?.version ?? 0;
    for (let next = version + 1; next <= MIGRATIONS.length; next++) {
      await queries.change({ name: '', text: MIGRATIONS[next - 1] as string });
      await queries.change(note, [next]);
    }
  });
}
