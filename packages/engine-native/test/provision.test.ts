import { provisionDatabases, withAdmin } from '@scalr/engine-native/postgres';
import { type TestServer, testServer } from '@scalr/testing/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const database = (name: string, password = `${name}-password`) => ({ name, role: name, password, owner: name });

function urlOf(role: string, name: string, password = `${role}-password`): string {
  const url = new URL(server.adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}

async function refusalOf(url: string): Promise<string> {
  return withAdmin(url, async () => 'let in').catch((error: Error) => error.message);
}

test('makes each database once and says which are new', async () => {
  expect(await provisionDatabases(server.adminUrl, [database('one'), database('two')])).toEqual(['one', 'two']);
  expect(await provisionDatabases(server.adminUrl, [database('one'), database('two')])).toEqual([]);
});

test('a role enters its own database and no other', async () => {
  await provisionDatabases(server.adminUrl, [database('one'), database('two')]);
  expect(await refusalOf(urlOf('one', 'one'))).toBe('let in');
  expect(await refusalOf(urlOf('one', 'two'))).toBe('permission denied for database "two"');
});

test('a role is neither superuser nor may make roles or databases, and row-level security binds it', async () => {
  await provisionDatabases(server.adminUrl, [database('one')]);
  const { rows } = await withAdmin(server.adminUrl, (client) =>
    client.query(
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = 'one'`,
    ),
  );
  expect(rows).toEqual([
    { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false },
  ]);
});

test('a role may take on its runtime role, which owns nothing and signs in nowhere; so may that of an old database', async () => {
  await provisionDatabases(server.adminUrl, [database('one'), database('two')]);
  const rights = () =>
    withAdmin(server.adminUrl, (client) =>
      client.query(
        `select rolcanlogin, rolsuper, rolbypassrls, pg_has_role('one', oid, 'member') as mine, pg_has_role('two', oid, 'member') as theirs
         from pg_roles where rolname = 'one_runtime'`,
      ),
    );
  const expected = [{ rolcanlogin: false, rolsuper: false, rolbypassrls: false, mine: true, theirs: false }];
  expect((await rights()).rows).toEqual(expected);
  await withAdmin(server.adminUrl, async (client) => {
    await client.query('drop role one_runtime');
    await client.query(`comment on role one is 'scalr as an older version left it'`);
  });
  expect(await provisionDatabases(server.adminUrl, [database('one')])).toEqual([]);
  expect((await rights()).rows).toEqual(expected);
});

test('a changed password takes effect and the data stays', async () => {
  await provisionDatabases(server.adminUrl, [database('three')]);
  await withAdmin(urlOf('three', 'three'), (client) => client.query('create table kept as select 42 as answer'));
  await provisionDatabases(server.adminUrl, [database('three', 'another-password')]);
  expect(await refusalOf(urlOf('three', 'three'))).toBe('password authentication failed for user "three"');
  const { rows } = await withAdmin(urlOf('three', 'three', 'another-password'), (client) =>
    client.query('select answer from kept'),
  );
  expect(rows).toEqual([{ answer: 42 }]);
});

test('two at once make one of each', async () => {
  const wanted = ['four', 'five', 'six'].map((name) => database(name));
  const made = await Promise.all([
    provisionDatabases(server.adminUrl, wanted),
    provisionDatabases(server.adminUrl, wanted),
  ]);
  expect(made.flat().sort()).toEqual(['five', 'four', 'six']);
});

test('an administrator who is no superuser can do it all, as on a server of somebody else', async () => {
  await withAdmin(server.adminUrl, (client) =>
    client.query(`create role caretaker login createrole createdb password 'caretaker-password'`),
  );
  const admin = urlOf('caretaker', 'postgres');
  await withAdmin(server.adminUrl, (client) => client.query('grant connect on database postgres to caretaker'));
  expect(await provisionDatabases(admin, [database('eight')])).toEqual(['eight']);
  expect(await provisionDatabases(admin, [database('eight', 'changed-password')])).toEqual([]);
  expect(await refusalOf(urlOf('eight', 'eight', 'changed-password'))).toBe('let in');
});

test('a database that cannot be made is an error with its name', async () => {
  const wrong = { ...database('seven'), role: 'pg_reserved' };
  await expect(provisionDatabases(server.adminUrl, [wrong])).rejects.toMatchObject({
    code: 'DATABASE_NOT_PROVISIONED',
    message: expect.stringContaining('the database seven could not be made ready'),
  });
});
