import { createAuthentikIdentity } from '@scalr/identity-authentik';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { client } from './clients.ts';
import { ADMIN_PASSWORD, type FakeAuthentik, fakeAuthentik, TOKEN } from './fake-authentik.ts';
import { type Row, rowsOf } from './fake-importer.ts';

let fake: FakeAuthentik;
beforeEach(async () => {
  fake = await fakeAuthentik();
});
afterEach(() => fake.close());

const identityOf = (more: { token?: string; address?: string } = {}) =>
  createAuthentikIdentity({
    origin: 'http://auth.localhost:8080',
    gateway: { address: more.address ?? fake.address, caFile: null },
    token: more.token ?? TOKEN,
    administratorPassword: ADMIN_PASSWORD,
    patience: { readyMs: 200, applyMs: 1_000, pollMs: 5 },
  });

const HELLO = client('hello', { requiredGroups: ['staff'], visibleGroups: ['staff'] });
const NOTES = client('notes');
const named = (model: string, key = 'name') => rowsOf(fake.store, model).map((row) => row[key]);
/** The one of the app: what the platform's blueprint made stands before it. */
const only = (model: string) => rowsOf(fake.store, model).at(-1) as Row;
const PROVIDER = 'authentik_providers_oauth2.oauth2provider';
const APPLICATION = 'authentik_core.application';
const BINDING = 'authentik_policies.policybinding';
const POLICY = 'authentik_policies_expression.expressionpolicy';

describe('syncClients', () => {
  test('makes Authentik know the apps, each with a binding, and closes it by default', async () => {
    await identityOf().syncClients([HELLO, NOTES]);
    expect(fake.applied).toEqual(['scalr app hello', 'scalr app notes']);
    expect(named(APPLICATION, 'slug')).toEqual(['hello', 'notes']);
    expect(named(PROVIDER, 'client_id')).toEqual(['hello', 'notes']);
    const [ofFlow, ...targets] = named(BINDING, 'target');
    expect(ofFlow).toBe(only('authentik_flows.flowstagebinding').pk);
    expect(targets).toEqual(named(APPLICATION, 'pk'));
    expect(only(PROVIDER).signing_key).toBe(only('authentik_crypto.certificatekeypair').pk);
    expect(fake.flags).toEqual({ core_default_app_access: false, flows_continuous_login: false });
  });

  test('again applies nothing, and applied again nothing is there twice', async () => {
    await identityOf().syncClients([HELLO]);
    const before = structuredClone(fake.store);
    await identityOf().syncClients([HELLO]);
    expect(fake.applied).toEqual(['scalr app hello']);
    only('authentik_blueprints.blueprintinstance').last_applied_hash = 'of another text';
    await identityOf().syncClients([HELLO]);
    expect(fake.applied).toEqual(['scalr app hello', 'scalr app hello']);
    for (const model of [APPLICATION, PROVIDER, POLICY, BINDING]) {
      expect(rowsOf(fake.store, model)).toEqual(rowsOf(before, model));
    }
  });

  test('an app that is gone takes everything with it but its groups', async () => {
    await identityOf().syncClients([HELLO, NOTES]);
    await identityOf().syncClients([NOTES]);
    expect(named(APPLICATION, 'slug')).toEqual(['notes']);
    expect(named(PROVIDER)).toEqual(['scalr-notes']);
    expect(named(POLICY)).toEqual(['scalr-no-consent', 'scalr-notes-access']);
    expect(rowsOf(fake.store, BINDING)).toHaveLength(2);
    expect(named('authentik_blueprints.blueprintinstance')).toEqual(['scalr app notes']);
    expect(named('authentik_core.group')).toContain('staff');
  });

  test('a client id, and a name at Authentik, pass on from one app to another at once', async () => {
    await identityOf().syncClients([client('old', { clientId: 'shared', applicationSlug: 'entry' })]);
    await identityOf().syncClients([client('new', { clientId: 'shared', applicationSlug: 'entry' })]);
    expect(named(PROVIDER)).toEqual(['scalr-new']);
    expect(named(APPLICATION, 'slug')).toEqual(['entry']);
    await identityOf().syncClients([client('new', { clientId: 'shared', applicationSlug: 'other' })]);
    expect(named(APPLICATION, 'slug')).toEqual(['other']);
  });

  test('leaves what others made alone, and whom nobody signs in to', async () => {
    rowsOf(fake.store, 'authentik_blueprints.blueprintinstance').push({
      ...{ pk: 'x', name: 'of somebody else', content: '', status: 'successful' },
      ...{ last_applied: '2026-01-01T00:00:00Z', last_applied_hash: '' },
    });
    await identityOf().syncClients([client('job', { redirectUris: [], postLogoutRedirectUris: [] })]);
    expect(named('authentik_blueprints.blueprintinstance')).toEqual(['of somebody else']);
    expect(fake.applied).toEqual([]);
  });

  test('what Authentik finds wrong is told, and nothing of the app is there', async () => {
    rowsOf(fake.store, PROVIDER).push({ pk: 7, name: 'made by hand', client_id: 'hello', redirect_uris: [] });
    await expect(identityOf().syncClients([HELLO])).rejects.toMatchObject({
      code: 'AUTHENTIK_BLUEPRINT_FAILED',
      message: expect.stringContaining("'client_id': 'This field must be unique.'"),
    });
    expect(named(APPLICATION, 'slug')).toEqual([]);
  });

  test('what fails in the worker is told with what it logged', async () => {
    fake.worker = 'refuses';
    await expect(identityOf().syncClients([HELLO])).rejects.toMatchObject({
      code: 'AUTHENTIK_BLUEPRINT_FAILED',
      message: 'Authentik did not apply the blueprint "scalr app hello": Entry invalid: it clashes.',
    });
  });

  test('a worker that does nothing is told as one', async () => {
    fake.worker = 'sleeps';
    await expect(identityOf().syncClients([HELLO])).rejects.toMatchObject({
      code: 'AUTHENTIK_BLUEPRINT_WAITS',
      kind: 'retryable',
    });
  });

  test('waits for the key that signs tokens', async () => {
    fake.store.delete('authentik_crypto.certificatekeypair');
    await expect(identityOf().syncClients([HELLO])).rejects.toMatchObject({ code: 'AUTHENTIK_NOT_PREPARED' });
    expect(fake.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

describe('drift', () => {
  const codes = async () => (await identityOf().drift([HELLO])).map(({ slug, problem }) => [slug, problem.code]);
  beforeEach(() => identityOf().syncClients([HELLO]));

  test('there is none after a sync', async () => {
    expect(await identityOf().drift([HELLO])).toEqual([]);
  });

  test.each<[string, () => void, string]>([
    ['an application that is gone', () => fake.store.delete(APPLICATION), 'AUTHENTIK_APP_UNKNOWN'],
    ['a binding that is gone', () => fake.store.delete(BINDING), 'AUTHENTIK_APP_OPEN'],
    ['a policy that is gone', () => fake.store.delete(POLICY), 'AUTHENTIK_APP_OPEN'],
    ['a binding that is switched off', () => Object.assign(only(BINDING), { enabled: false }), 'AUTHENTIK_APP_OPEN'],
    [
      'a policy of another text',
      () => Object.assign(only(POLICY), { expression: 'return True' }),
      'AUTHENTIK_APP_OUTDATED',
    ],
    ['a binding that is negated', () => Object.assign(only(BINDING), { negate: true }), 'AUTHENTIK_APP_OUTDATED'],
    [
      'any policy being enough',
      () => Object.assign(only(APPLICATION), { policy_engine_mode: 'any' }),
      'AUTHENTIK_APP_OUTDATED',
    ],
    ['no signing key', () => Object.assign(only(PROVIDER), { signing_key: null }), 'AUTHENTIK_APP_OUTDATED'],
    [
      'a redirect URI of any kind',
      () =>
        Object.assign(only(PROVIDER), {
          redirect_uris: [{ matching_mode: 'regex', redirect_uri_type: 'authorization', url: '.*' }],
        }),
      'AUTHENTIK_APP_OUTDATED',
    ],
    [
      'a blueprint that failed',
      () => Object.assign(only('authentik_blueprints.blueprintinstance'), { status: 'warning' }),
      'AUTHENTIK_APP_FAILED',
    ],
  ])('%s is found and mended', async (_, damage, code) => {
    damage();
    expect(await codes()).toEqual([['hello', code]]);
    await identityOf().syncClients([HELLO]);
    expect(await codes()).toEqual([]);
  });

  test('a manifest that says something else now', async () => {
    const changed = { ...HELLO, name: 'Hello again' };
    expect((await identityOf().drift([changed])).map(({ problem }) => problem.message)).toEqual([
      'Authentik knows the app "hello" otherwise than its manifest says: the manifest was changed since.',
    ]);
    expect((await identityOf().drift([HELLO, NOTES])).map(({ slug, problem }) => [slug, problem.code])).toEqual([
      ['notes', 'AUTHENTIK_APP_UNKNOWN'],
    ]);
  });
});

describe('people', () => {
  test('there is no first sign-in where its account was removed', async () => {
    const users = rowsOf(fake.store, 'authentik_core.user');
    users.splice(
      users.findIndex((row) => row.username === 'akadmin'),
      1,
    );
    expect(await identityOf().bootstrap()).toBeNull();
  });

  test('the first sign-in is not told to who has signed in before', async () => {
    const akadmin = rowsOf(fake.store, 'authentik_core.user').find((row) => row.username === 'akadmin') as Row;
    expect(akadmin.password).toBe(ADMIN_PASSWORD);
    akadmin.last_login = '2026-08-01T08:00:00Z';
    expect(await identityOf().bootstrap()).toBeNull();
  });

  test('a new password and a disabled account end the sessions', async () => {
    const identity = identityOf();
    const ada = { username: 'ada', name: 'Ada', email: 'ada@example.com', groups: [], password: 'correct horse 4' };
    await identity.addUser(ada);
    await identity.changeUser('ada', { name: 'Ada L.' });
    const ended = () => fake.requests.filter((request) => request.includes('authenticated_sessions')).length;
    expect(ended()).toBe(0);
    await identity.changeUser('ada', { password: 'another horse 5' });
    await identity.changeUser('ada', { disabled: true });
    expect(ended()).toBe(2);
  });

  test('the service account of the platform is nobody, and its group none', async () => {
    const identity = identityOf();
    expect((await identity.listUsers()).map(({ username }) => username)).toEqual(['akadmin']);
    expect((await identity.groups.list()).map(({ name }) => name)).toEqual(['admins', 'authentik Admins']);
  });

  test('keys are not rotated, and there are no tokens for others', async () => {
    await expect(identityOf().rotateKeys()).rejects.toMatchObject({ code: 'AUTHENTIK_ROTATION_UNSUPPORTED' });
    expect(identityOf().tokens).toBeUndefined();
  });
});

describe('an Authentik that can not be asked', () => {
  test('is waited for until the edge knows it', async () => {
    fake.unknownToEdge = 3;
    await identityOf().syncClients([HELLO]);
    expect(fake.applied).toEqual(['scalr app hello']);
    fake.unknownToEdge = 1;
    await expect(identityOf().listUsers()).rejects.toMatchObject({ code: 'AUTHENTIK_AWAY' });
  });

  test('is not waited for for ever', async () => {
    await expect(identityOf({ token: 'of yesterday' }).syncClients([HELLO])).rejects.toMatchObject({
      code: 'AUTHENTIK_TOKEN_REFUSED',
    });
  });

  test('refuses the token', async () => {
    await expect(identityOf({ token: 'of yesterday' }).listUsers()).rejects.toMatchObject({
      code: 'AUTHENTIK_TOKEN_REFUSED',
      kind: 'environment',
    });
  });

  test('does not answer', async () => {
    const { address } = fake;
    await fake.close();
    await expect(identityOf({ address }).listUsers()).rejects.toMatchObject({
      code: 'AUTHENTIK_AWAY',
      kind: 'retryable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    fake = await fakeAuthentik();
  });
});
