import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from './browser.ts';
import { claimsOf } from './claims.ts';
import { addPerson, app, ISSUER, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
});
afterAll(() => identity.stop());

const problemOf = async (method: string, path: string, body?: unknown) => {
  const answer = await identity.admin(method, path, body);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const { code, fix, status } = answer.json as { code: string; fix: string; status: number };
  expect(fix.length).toBeGreaterThan(10);
  expect(status).toBe(answer.status);
  return [answer.status, code];
};

test('the first administrator is made once, with a password nobody can guess', async () => {
  const [one, two] = await Promise.all([identity.admin('POST', '/bootstrap'), identity.admin('POST', '/bootstrap')]);
  const first = one.status === 200 ? one : two;
  const second = one.status === 200 ? two : one;
  expect([first.status, second.status]).toEqual([200, 409]);
  const { username, password } = first.json as { username: string; password: string };
  expect(username).toBe('admin');
  expect(password).toMatch(/^([a-z0-9]{4}-){5}[a-z0-9]{4}$/);
  await identity.admin('PUT', '/clients', [app('hello')]);
  const browser = new Browser(identity);
  const begun = await browser.authorize('hello');
  expect((await browser.submit(begun.answer, username, password)).status).toBe(303);
  expect(identity.lines.join('')).not.toContain(password);
});

test('the last administrator can be neither removed, disabled nor demoted', async () => {
  expect(await problemOf('DELETE', '/users/admin')).toEqual([409, 'AUTH_LAST_ADMINISTRATOR']);
  expect(await problemOf('PATCH', '/users/admin', { disabled: true })).toEqual([409, 'AUTH_LAST_ADMINISTRATOR']);
  expect(await problemOf('PATCH', '/users/admin', { removeGroups: ['admins'] })).toEqual([
    409,
    'AUTH_LAST_ADMINISTRATOR',
  ]);
  expect(await problemOf('DELETE', '/groups/admins')).toEqual([409, 'AUTH_GROUP_PROTECTED']);
});

test('people and groups', async () => {
  const added = await addPerson(identity, 'ada', ['staff', 'finance']);
  expect(added).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    username: 'ada',
    name: 'Ada Example',
    email: 'ada@example.test',
    groups: ['finance', 'staff'],
    disabled: false,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    isTest: false,
  });
  expect(await problemOf('POST', '/users', { ...added, id: undefined })).toEqual([400, 'AUTH_REQUEST_INVALID']);
  const twin = { username: 'ada', name: 'A', email: 'a@example.test', groups: [], password: PASSWORD };
  expect(await problemOf('POST', '/users', twin)).toEqual([409, 'AUTH_USER_EXISTS']);
  const changed = await identity.admin('PATCH', '/users/ada', { addGroups: ['new-one'], removeGroups: ['finance'] });
  expect(changed.json).toMatchObject({ groups: ['new-one', 'staff'] });
  await identity.admin('PUT', '/groups/empty');
  expect((await identity.admin('PUT', '/groups/empty')).status).toBe(204);
  expect((await identity.admin('GET', '/groups')).json).toEqual([
    { name: 'admins', members: ['admin'] },
    { name: 'empty', members: [] },
    { name: 'finance', members: [] },
    { name: 'managers', members: ['manager'] },
    { name: 'new-one', members: ['ada'] },
    { name: 'staff', members: ['ada'] },
  ]);
  expect((await identity.admin('DELETE', '/groups/new-one')).status).toBe(204);
  const { json } = await identity.admin('GET', '/users');
  expect((json as { isTest: boolean }[]).filter((user) => !user.isTest)).toMatchObject([
    { groups: ['staff'] },
    { username: 'admin' },
  ]);
  expect(await problemOf('DELETE', '/groups/nothing')).toEqual([404, 'AUTH_GROUP_UNKNOWN']);
  expect(await problemOf('PATCH', '/users/nobody', {})).toEqual([404, 'AUTH_USER_UNKNOWN']);
  expect(await problemOf('GET', '/nothing')).toEqual([404, 'AUTH_ROUTE_UNKNOWN']);
});

test.each(['Ada', 'a b', '-a', 'a-', '../a', 'a\n', "a'--", 'a'.repeat(65), 'аda', ''])(
  'the username %j is refused',
  async (username) => {
    const person = { username, name: 'A', email: 'a@example.test', groups: [], password: PASSWORD };
    expect(await problemOf('POST', '/users', person)).toEqual([400, 'AUTH_REQUEST_INVALID']);
  },
);

test('all that is wrong with a request is said at once', async () => {
  const answer = await identity.admin('POST', '/users', {
    username: 'X',
    name: '',
    email: 'no',
    groups: ['A'],
    extra: 1,
  });
  const { problems } = answer.json as { problems: { pointer: string }[] };
  expect(problems.map(({ pointer }) => pointer).sort()).toEqual([
    '',
    '/email',
    '/groups/0',
    '/name',
    '/password',
    '/username',
  ]);
});

test.each(['short', 'password1234', 'x'.repeat(257), 'qwertyuiop123', 'weakling2026'])(
  'the password %j is refused for weakling',
  async (password) => {
    const person = { username: 'weakling', name: 'W', email: 'w@example.test', groups: [], password };
    expect(await problemOf('POST', '/users', person)).toEqual([400, 'AUTH_PASSWORD_REFUSED']);
  },
);

test('a client that is taken off the list is unknown at once, and comes back', async () => {
  const browser = new Browser(identity);
  await identity.admin('PUT', '/clients', [app('hello'), app('late')]);
  expect((await browser.authorize('late')).answer.status).toBe(303);
  await identity.admin('PUT', '/clients', [app('hello')]);
  expect((await browser.authorize('late')).answer.status).toBe(400);
  await identity.restart();
  expect((await browser.authorize('hello')).answer.status).toBe(303);
  const hostile = app('hello', { redirectUris: ['javascript:alert(1)'] });
  expect(await problemOf('PUT', '/clients', [hostile])).toEqual([400, 'AUTH_REQUEST_INVALID']);
  expect(await problemOf('PUT', '/clients', [app('hello'), app('hello')])).toEqual([400, 'AUTH_REQUEST_INVALID']);
});

test('a token for tests, also of somebody without the group, verifies like any other', async () => {
  await identity.admin('PUT', '/clients', [app('hello', { requiredGroups: ['vip'], visibleGroups: ['vip', 'staff'] })]);
  const { accessToken, expiresIn } = (await identity.admin('POST', '/tokens', { clientId: 'hello', username: 'ada' }))
    .json as { accessToken: string; expiresIn: number };
  const keys = createLocalJWKSet(
    (await new Browser(identity).ask('/jwks')).json as Parameters<typeof createLocalJWKSet>[0],
  );
  const { payload } = await jwtVerify(accessToken, keys, { issuer: ISSUER, audience: 'urn:app:hello', typ: 'at+jwt' });
  expect(payload).toMatchObject({ client_id: 'hello', preferred_username: 'ada', groups: ['staff'] });
  expect(expiresIn).toBe(600);
  expect(await problemOf('POST', '/tokens', { clientId: 'none', username: 'ada' })).toEqual([
    404,
    'AUTH_CLIENT_UNKNOWN',
  ]);
  await identity.restart({ allowTestTokens: false });
  expect(await problemOf('POST', '/tokens', { clientId: 'hello', username: 'ada' })).toEqual([
    403,
    'AUTH_TEST_TOKENS_OFF',
  ]);
  await identity.restart({ allowTestTokens: true });
});

test('the adapter speaks the port', async () => {
  const adapter = createEmbeddedIdentity({ socketPath: identity.settings.adminSocket, allowTokens: true });
  await adapter.syncClients([app('hello')]);
  expect(await adapter.bootstrap()).toBeNull();
  const added = await adapter.addUser({
    username: 'dot.ted',
    name: 'Dotted',
    email: 'dotted@example.test',
    groups: ['staff'],
    password: PASSWORD,
  });
  expect(await adapter.listUsers()).toContainEqual(added);
  expect(await adapter.changeUser('dot.ted', { name: 'Dot' })).toEqual({ ...added, name: 'Dot' });
  await adapter.groups.create('temporary');
  expect(await adapter.groups.list()).toContainEqual({ name: 'temporary', members: [] });
  await adapter.groups.remove('temporary');
  const issued = await adapter.tokens?.issue('hello', 'dot.ted');
  expect(claimsOf(issued?.accessToken ?? '').sub).toBe(added.id);
  await adapter.removeUser('dot.ted');
  await expect(adapter.removeUser('dot.ted')).rejects.toMatchObject({
    kind: 'user',
    code: 'AUTH_USER_UNKNOWN',
    message: 'There is nobody with the username "dot.ted".',
    fix: './scalr user list shows everybody',
  });
  expect(createEmbeddedIdentity({ socketPath: 'x', allowTokens: false }).tokens).toBeUndefined();
  await expect(
    createEmbeddedIdentity({ socketPath: '/nonexistent/admin.sock', allowTokens: false }).listUsers(),
  ).rejects.toMatchObject({ kind: 'environment', code: 'IDENTITY_NOT_RUNNING', fix: './scalr up' });
});

test('the trail tells who did what', async () => {
  const entries = (await identity.admin('GET', '/audit?limit=1000')).json as { event: string; username: string }[];
  const events = new Set(entries.map(({ event }) => event));
  for (const event of [
    'user_added',
    'user_changed',
    'user_removed',
    'group_created',
    'group_removed',
    'clients_changed',
  ])
    expect(events).toContain(event);
  expect(await problemOf('GET', '/audit?limit=0')).toEqual([400, 'AUTH_REQUEST_INVALID']);
});
