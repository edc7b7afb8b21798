import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withCopy } from '../src/backup/index.ts';

const adminUrl = process.env.SCALR_TEST_POSTGRES as string;
let original: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  original = await testDatabase();
  client = new pg.Client({ connectionString: original.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await original.drop();
});

const nameOf = ({ url }: TestDatabase) => new URL(url).pathname.slice(1);
const copies = async () =>
  (await client.query(`select datname from pg_database where datname like 'scalr\\_trial\\_%'`)).rows;

it('is the same rows under the same owner, and what is done to it is done to nothing else', async () => {
  await client.query(`create table notes (id serial primary key, title text not null);
    alter table notes enable row level security; alter table notes force row level security;
    create policy mine on notes using (true); insert into notes (title) values ('one'), ('two')`);
  const seen = await withCopy(adminUrl, nameOf(original), async (copy) => {
    const url = new URL(original.url);
    url.pathname = `/${copy}`;
    const there = new pg.Client({ connectionString: url.href });
    await there.connect();
    try {
      const { rows } = await there.query('select id, title from notes order by id');
      await there.query('drop table notes');
      return rows;
    } finally {
      await there.end();
    }
  });
  expect(seen).toEqual([
    { id: 1, title: 'one' },
    { id: 2, title: 'two' },
  ]);
  expect((await client.query('select count(*) from notes')).rows).toEqual([{ count: '2' }]);
  expect(await copies()).toEqual([]);
});

it('goes when the work fails too', async () => {
  await expect(withCopy(adminUrl, nameOf(original), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await copies()).toEqual([]);
});

it('takes away one that a killed process left, and no younger one', async () => {
  const old = `scalr_trial_${(Date.now() - 60 * 60_000).toString(36)}_dead`;
  const young = `scalr_trial_${Date.now().toString(36)}_alive`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${old}`);
    await admin.query(`create database ${young}`);
    await withCopy(adminUrl, nameOf(original), async () => {});
    expect(await copies()).toEqual([{ datname: young }]);
  } finally {
    await admin.query(`drop database if exists ${young}`);
    await admin.query(`drop database if exists ${old}`);
    await admin.end();
  }
});
