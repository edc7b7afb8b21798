import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadDatabase, saveDatabase } from '../src/backup/index.ts';

const adminUrl = process.env.SCALR_TEST_POSTGRES as string;
let folder: string;
let original: TestDatabase;
let copy: TestDatabase;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'scalr-backup-')), 'database');
  original = await testDatabase();
  copy = await testDatabase();
});
afterEach(async () => {
  rmSync(join(folder, '..'), { recursive: true });
  await original.drop();
  await copy.drop();
});

const nameOf = ({ url }: TestDatabase) => new URL(url).pathname.slice(1);

async function query<Row extends pg.QueryResultRow>(database: TestDatabase, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const results = await client.query<Row>(sql);
    return (Array.isArray(results) ? results.at(-1) : results).rows;
  } finally {
    await client.end();
  }
}

const SCHEMA = (runtime: string) => `
  create schema drizzle;
  create table drizzle.migrations (id serial primary key, hash text not null);
  insert into drizzle.migrations (hash) values ('a'), ('b');
  create type mood as enum ('good', 'it''s bad');
  create domain positive as integer default 1 not null check (value > 0);
  create function stamp() returns trigger language plpgsql as $$ begin new.seen = true; return new; end $$;
  create table "Odd table" (
    id uuid primary key default gen_random_uuid(),
    "select" text unique,
    mood mood not null default 'good',
    count positive,
    number bigint generated always as identity,
    price numeric(12, 2),
    doubled numeric generated always as (price * 2) stored,
    tags text[] not null default '{}',
    data jsonb,
    raw bytea,
    at timestamptz not null default now(),
    seen boolean not null default false,
    parent uuid references "Odd table" (id) on delete cascade,
    check (price is null or price >= 0)
  );
  create index by_mood on "Odd table" (lower("select")) where mood = 'good';
  create trigger stamp before insert on "Odd table" for each row execute function stamp();
  create view glad as select id, "select" from "Odd table" where mood = 'good';
  alter table "Odd table" enable row level security;
  alter table "Odd table" force row level security;
  create policy everybody on "Odd table" for select to ${runtime} using (true);
  create policy mine on "Odd table" for insert to ${runtime} with check ("select" <> 'no');
  grant usage on schema public to ${runtime};
  grant select, insert on "Odd table" to ${runtime};
  create table empty ();
`;

it('saves a database and makes it anew: types, rows, sequences, constraints, policies and rights', async () => {
  const [from, to] = [nameOf(original), nameOf(copy)];
  await query(original, SCHEMA(`${from}_runtime`));
  // By the administrator, who sees past the policies that bind even the owner.
  const admin = { url: Object.assign(new URL(adminUrl), { pathname: `/${from}` }).href, drop: async () => {} };
  await query(
    admin,
    `insert into "Odd table" ("select", mood, price, tags, data, raw, at) values
       ('a "quoted" \\ line' || chr(10) || 'next', 'it''s bad', 12.30, '{x,"y,z",null}', '{"a": [1, null]}', '\\x00ff', '2026-01-31T12:00:00.123456Z'),
       (null, 'good', null, '{}', null, null, 'infinity');
     insert into "Odd table" ("select", parent) select 'row ' || n, (select id from "Odd table" where "select" is null) from generate_series(1, 4500) n`,
  );
  const saved = await saveDatabase(adminUrl, from, folder);
  expect(saved.tables).toEqual([
    { name: 'drizzle.migrations', rows: 2 },
    { name: 'public.Odd table', rows: 4502 },
    { name: 'public.empty', rows: 0 },
  ]);

  // Another role than the one it was saved from has to get it, as roles are made anew, too.
  const description = join(folder, 'database.json');
  writeFileSync(description, readFileSync(description, 'utf8').replaceAll(`${from}_runtime`, `${to}_runtime`));
  expect(await loadDatabase(adminUrl, to, folder)).toEqual(saved);
  const all = 'select t.* from "Odd table" t order by number';
  const there = { url: Object.assign(new URL(adminUrl), { pathname: `/${to}` }).href, drop: async () => {} };
  expect(await query(there, all)).toEqual(await query(admin, all));
  const next = await query<{ id: number }>(there, "insert into drizzle.migrations (hash) values ('c') returning id");
  expect(next).toEqual([{ id: 3 }]);
  const numbers = `insert into "Odd table" ("select") values ('new') returning number, seen`;
  expect(await query(there, numbers)).toEqual([{ number: '4503', seen: true }]);
  await expect(query(there, `insert into "Odd table" (price) values (-1)`)).rejects.toThrow(/check constraint/);
  const asRuntime = (sql: string) => query(copy, `set role ${to}_runtime; ${sql}`);
  expect(await asRuntime('select count(*)::int as n from "Odd table"')).toEqual([{ n: 4503 }]);
  await expect(asRuntime(`insert into "Odd table" ("select") values ('no')`)).rejects.toThrow(/row-level security/);
  await expect(asRuntime('delete from "Odd table"')).rejects.toThrow(/permission denied/);
});

it('says what is wrong with a database that is not there, or with a backup that is not whole', async () => {
  await expect(saveDatabase(adminUrl, 'nobody', folder)).rejects.toMatchObject({ code: 'DATABASE_NOT_SAVED' });
  await query(original, 'create table t (a int); insert into t values (1)');
  await saveDatabase(adminUrl, nameOf(original), folder);
  rmSync(join(folder, 'rows'), { recursive: true });
  await expect(loadDatabase(adminUrl, nameOf(copy), folder)).rejects.toMatchObject({ code: 'DATABASE_NOT_LOADED' });
  expect(await query(copy, "select tablename from pg_tables where schemaname = 'public'")).toEqual([]);
});
