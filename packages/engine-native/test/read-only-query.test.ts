import { provisionDatabases, readOnlyQuery, withAdmin } from '@scalr/engine-native/postgres';
import { type TestServer, testServer } from '@scalr/testing/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: TestServer;
const rolesLeft = () =>
  withAdmin(server.adminUrl, (client) =>
    client.query(`select rolname from pg_roles where rolname like 'scalr_reader%'`),
  );

beforeAll(async () => {
  server = await testServer();
  const databases = ['notes', 'other'].map((name) => ({ name, role: name, password: `${name}-password`, owner: name }));
  await provisionDatabases(server.adminUrl, databases);
  const url = new URL(server.adminUrl);
  url.pathname = '/notes';
  await withAdmin(url.href, async (client) => {
    await client.query('create table notes (id int, title text)');
    await client.query('alter table notes enable row level security');
    await client.query('alter table notes force row level security');
    await client.query(`insert into notes values (1, 'one'), (2, null), (3, 'three')`);
  });
});
afterAll(() => server.stop());

const ask = (sql: string, limit = 100) => readOnlyQuery(server.adminUrl, 'notes', sql, limit);
const refusal = (sql: string) =>
  ask(sql).then(
    (result) => JSON.stringify(result),
    (error: { code: string; message: string }) => error.message,
  );

test('sees every row whatever the access rules say, values as text', async () => {
  expect(await ask('select id, title from notes order by id')).toEqual({
    columns: ['id', 'title'],
    rows: [
      ['1', 'one'],
      ['2', null],
      ['3', 'three'],
    ],
    truncated: false,
  });
  expect(await ask('select id from notes order by id', 2)).toEqual({
    columns: ['id'],
    rows: [['1'], ['2']],
    truncated: true,
  });
});

test.each([
  [`insert into notes values (4, 'x')`, 'cannot execute INSERT in a read-only transaction'],
  ['drop table notes', 'cannot execute DROP TABLE in a read-only transaction'],
  ['create temporary table t (id int)', 'cannot execute CREATE TABLE in a read-only transaction'],
  ['set role postgres', 'permission denied to set role "postgres"'],
  [`select set_config('role', 'postgres', true)`, 'permission denied to set role "postgres"'],
  ['set session authorization postgres', 'permission denied to set session authorization "postgres"'],
  [`select pg_read_file('/etc/hostname')`, 'permission denied for function pg_read_file'],
  [
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'`,
    'permission denied to terminate process',
  ],
  [`copy notes to program 'cat'`, 'permission denied to COPY to or from an external program'],
  ['select 1; select 2', 'cannot insert multiple commands into a prepared statement'],
  ['commit; drop table notes', 'cannot insert multiple commands into a prepared statement'],
  ['select nonsense', 'column "nonsense" does not exist'],
  ['select pg_sleep(30)', 'canceling statement due to statement timeout'],
])('refuses %s', async (sql, reason) => {
  expect(await refusal(sql)).toContain(`Postgres refused the query: ${reason}`);
});

test('enters the one database and leaves nothing behind', async () => {
  const { rows } = await ask(`select has_database_privilege(current_user, 'other', 'connect')::text as other`);
  expect(rows).toEqual([['false']]);
  await Promise.all(Array.from({ length: 8 }, () => ask('select 1')));
  expect((await rolesLeft()).rows).toEqual([]);
});
