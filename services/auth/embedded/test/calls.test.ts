import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Answer, answerOf } from './answer.ts';
import { Browser, type Tokens } from './browser.ts';
import { addPerson, app, type RunningIdentity, runIdentity } from './running-identity.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const secretOf = (slug: string) => `the-secret-of-${slug}-+/%:`;

const service = (slug: string, ...callees: string[]) => ({
  clientId: `${slug}.service`,
  secretHash: createHash('sha256').update(secretOf(slug)).digest('base64url'),
  audiences: callees.map((callee) => `urn:app:${callee}`),
});

const CLIENTS = [
  app('desk', { service: service('desk', 'billing', 'vault', 'gone') }),
  app('billing', {
    service: service('billing', 'vault'),
    visibleGroups: ['staff', 'books'],
    backchannelLogoutUri: null,
  }),
  app('vault', { requiredGroups: ['staff'], visibleGroups: ['staff'] }),
  app('other', { service: service('other', 'billing') }),
  // Nobody signs in to it.
  app('robot', { redirectUris: [], postLogoutRedirectUris: [], service: service('robot', 'billing') }),
];

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
  expect((await identity.admin('PUT', '/clients', CLIENTS)).status).toBe(204);
  await addPerson(identity, 'ada');
  for (const group of ['staff', 'books', 'choir']) await identity.admin('PUT', `/groups/${group}`);
  await identity.admin('PATCH', '/users/ada', { addGroups: ['staff', 'books', 'choir'] });
});
afterAll(() => identity.stop());
afterEach(() => {
  vi.useRealTimers();
});

const basic = (slug: string, secret = secretOf(slug)) =>
  `Basic ${Buffer.from(`${slug}.service:${encodeURIComponent(secret)}`).toString('base64')}`;

/** What a backend sends, to the port that only this machine reaches. */
function ask(authorization: string | undefined, form: Record<string, string>, path = '/token'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port: identity.server.internalPort, path, method: 'POST' },
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(authorization === undefined ? {} : { authorization }),
        },
      },
      (incoming) => resolve(answerOf(incoming)),
    );
    outgoing.on('error', reject);
    outgoing.end(new URLSearchParams(form).toString());
  });
}

const asSelf = (slug: string, resource: string, more: Record<string, string> = {}) =>
  ask(basic(slug), { grant_type: 'client_credentials', resource, ...more });
const asUser = (slug: string, subject: string, callee: string, more: Record<string, string> = {}) =>
  ask(basic(slug), {
    ...{ grant_type: EXCHANGE, subject_token: subject, subject_token_type: ACCESS_TOKEN },
    ...{ audience: `urn:app:${callee}`, ...more },
  });
const accessToken = async (clientId: string, username = 'ada', browser = new Browser(identity)) =>
  (await browser.tokens(clientId, username)).access_token;
const issued = (answer: Answer) => (answer.json as Tokens).access_token;
const refusal = (status: number, error: string) => ({ status, json: { error } });

describe('an app for itself', () => {
  test('gets a token for an app of its calls, that names no person and cannot be renewed', async () => {
    const answer = await asSelf('desk', 'urn:app:billing');
    expect(answer).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: 600 } });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(Object.keys(answer.json as object).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(decodeProtectedHeader(issued(answer))).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    const { jti, iat = 0, exp = 0, ...claims } = decodeJwt(issued(answer));
    expect(claims).toEqual({
      iss: identity.settings.issuer,
      aud: 'urn:app:billing',
      sub: 'desk.service',
      client_id: 'desk.service',
    });
    expect([typeof jti, exp - iat]).toEqual(['string', 600]);
  });

  test('may do so without being an app that people sign in to, which it does not become', async () => {
    expect((await asSelf('robot', 'urn:app:billing')).status).toBe(200);
    const { answer } = await new Browser(identity).authorize('robot');
    expect([answer.status, answer.location]).toEqual([400, null]);
  });

  test.each([
    ['not listed', 'urn:app:desk'],
    ['not there', 'urn:app:gone'],
    ['its own by another name', 'urn:app:desk.service'],
    ['the account page', 'urn:scalr:account'],
    ['a prefix', 'urn:app:bill'],
    ['no address', 'billing'],
  ])('is refused an audience that is %s', async (_what, audience) => {
    expect(await asSelf('desk', audience)).toMatchObject(refusal(400, 'invalid_target'));
  });

  test('has to name the app to be called', async () => {
    const answer = await ask(basic('desk'), { grant_type: 'client_credentials' });
    expect(answer).toMatchObject(refusal(400, 'invalid_target'));
  });

  test('gets no scope of a person', async () => {
    const answer = await asSelf('desk', 'urn:app:billing', { scope: 'openid profile email' });
    expect(answer.status).toBe(200);
    expect(Object.keys(decodeJwt(issued(answer))).sort()).toEqual([
      'aud',
      'client_id',
      'exp',
      'iat',
      'iss',
      'jti',
      'sub',
    ]);
  });
});

describe('an app for a person', () => {
  test('gets a token for the app it calls, that names both', async () => {
    const subject = await accessToken('desk');
    const answer = await asUser('desk', subject, 'billing');
    expect(answer).toMatchObject({
      status: 200,
      json: { token_type: 'Bearer', issued_token_type: ACCESS_TOKEN, scope: 'openid profile email' },
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(Object.keys(answer.json as object)).not.toContain('refresh_token');
    const person = decodeJwt(subject);
    const { jti: _jti, iat: _iat, exp = 0, ...claims } = decodeJwt(issued(answer));
    expect(claims).toEqual({
      iss: identity.settings.issuer,
      aud: 'urn:app:billing',
      sub: person.sub,
      sid: person.sid,
      client_id: 'desk.service',
      act: { sub: 'desk.service' },
      scope: 'openid profile email',
      // Those that billing may see: neither all of hers nor those that desk sees.
      groups: ['books', 'staff'],
      name: 'Ada Example',
      preferred_username: 'ada',
      email: 'ada@example.test',
    });
    expect(exp).toBeLessThanOrEqual(person.exp ?? 0);
  });

  test('never longer than the token it was made of', async () => {
    const subject = await accessToken('desk');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 400_000 });
    const answer = await asUser('desk', subject, 'billing');
    expect((answer.json as Tokens).expires_in).toBeLessThanOrEqual(200);
    expect(decodeJwt(issued(answer)).exp).toBeLessThanOrEqual(decodeJwt(subject).exp ?? 0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 201_000 });
    expect(await asUser('desk', subject, 'billing')).toMatchObject(refusal(400, 'invalid_request'));
  });

  test('names the session as the called app knows it, so that a logout reaches the token', async () => {
    const browser = new Browser(identity);
    const subject = await accessToken('desk', 'ada', browser);
    const opened = decodeJwt(await accessToken('billing', 'ada', browser));
    expect(opened.sid).not.toBe(decodeJwt(subject).sid);
    expect(decodeJwt(issued(await asUser('desk', subject, 'billing'))).sid).toBe(opened.sid);
  });

  test('through a second app, which the token tells', async () => {
    const first = issued(await asUser('desk', await accessToken('desk'), 'billing'));
    const answer = await asUser('billing', first, 'vault');
    expect(decodeJwt(issued(answer))).toMatchObject({
      aud: 'urn:app:vault',
      client_id: 'billing.service',
      act: { sub: 'billing.service', act: { sub: 'desk.service' } },
      groups: ['staff'],
    });
  });

  test.each([
    ['not listed', 'other', 'vault'],
    ['not there', 'desk', 'gone'],
    ['the caller itself', 'desk', 'desk'],
  ])('is refused an audience that is %s', async (_what, caller, callee) => {
    const subject = await accessToken(caller);
    expect(await asUser(caller, subject, callee)).toMatchObject(refusal(400, 'invalid_target'));
  });

  test('is refused two audiences at once', async () => {
    const subject = await accessToken('desk');
    expect(await asUser('desk', subject, 'billing', { resource: 'urn:app:vault' })).toMatchObject(
      refusal(400, 'invalid_target'),
    );
  });

  test('is refused what the person may not open', async () => {
    await addPerson(identity, 'bob');
    const subject = await accessToken('desk', 'bob');
    expect((await asUser('desk', subject, 'billing')).status).toBe(200);
    expect(await asUser('desk', subject, 'vault')).toMatchObject(refusal(400, 'access_denied'));
    expect(identity.lines.join('')).toContain(
      '"event":"call_refused","clientId":"desk.service","address":"127.0.0.1","detail":"access_denied urn:app:vault"',
    );
  });

  const forged = (token: string, change: (claims: Record<string, unknown>) => void) => {
    const [header, , signature] = token.split('.');
    const claims = decodeJwt(token) as Record<string, unknown>;
    change(claims);
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  };

  test.each<[string, () => Promise<string>]>([
    ['of another app', () => accessToken('other')],
    ['of the app to be called', () => accessToken('billing')],
    ['that was issued for sign-in', async () => (await new Browser(identity).tokens('desk', 'ada')).id_token],
    ['that renews', async () => (await new Browser(identity).tokens('desk', 'ada')).refresh_token],
    ['of an app itself', async () => issued(await asSelf('desk', 'urn:app:billing'))],
    [
      'that was changed',
      async () => forged(await accessToken('desk'), (claims) => Object.assign(claims, { sub: 'x' })),
    ],
    ['without signature', async () => (await accessToken('desk')).replace(/[^.]+$/, '')],
    ['that is none', async () => 'hello'],
  ])('is refused for a token %s', async (_what, token) => {
    expect(await asUser('desk', await token(), 'billing')).toMatchObject(refusal(400, 'invalid_request'));
  });

  test('is refused for an app that called it for itself', async () => {
    const self = issued(await asSelf('desk', 'urn:app:billing'));
    expect(await asUser('billing', self, 'vault')).toMatchObject(refusal(400, 'invalid_request'));
  });

  test.each<[string, (browser: Browser) => Promise<unknown>]>([
    ['signed out everywhere', () => identity.admin('PATCH', '/users/carol', { password: 'another long phrase 77 x' })],
    ['was disabled', () => identity.admin('PATCH', '/users/carol', { disabled: true })],
    ['is gone', () => identity.admin('DELETE', '/users/carol')],
  ])('is refused once the person %s', async (_what, change) => {
    await identity.admin('DELETE', '/users/carol');
    await addPerson(identity, 'carol');
    const browser = new Browser(identity);
    const subject = await accessToken('desk', 'carol', browser);
    expect((await asUser('desk', subject, 'billing')).status).toBe(200);
    await change(browser);
    expect(await asUser('desk', subject, 'billing')).toMatchObject(refusal(400, 'invalid_request'));
  });

  test('is refused once the person lost the group', async () => {
    await addPerson(identity, 'dan', ['staff']);
    const subject = await accessToken('desk', 'dan');
    expect((await asUser('desk', subject, 'vault')).status).toBe(200);
    await identity.admin('PATCH', '/users/dan', { removeGroups: ['staff'] });
    expect(await asUser('desk', subject, 'vault')).toMatchObject(refusal(400, 'access_denied'));
  });

  test.each<[string, Record<string, string>]>([
    ['another type of subject', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['another type of token', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['an actor', { actor_token: 'x', actor_token_type: ACCESS_TOKEN }],
    ['nothing', { subject_token: '' }],
    ['nobody to call', { audience: '' }],
  ])('is refused when it asks for %s', async (_what, more) => {
    const subject = await accessToken('desk');
    expect(await asUser('desk', subject, 'billing', more)).toMatchObject(refusal(400, 'invalid_request'));
  });

  test('a token of the tests is exchanged where there are such tokens, and nowhere else', async () => {
    const made = await identity.admin('POST', '/tokens', { clientId: 'desk', username: 'ada' });
    const { accessToken: subject } = made.json as { accessToken: string };
    expect((await asUser('desk', subject, 'billing')).status).toBe(200);
    await identity.restart({ allowTestTokens: false });
    expect(await asUser('desk', subject, 'billing')).toMatchObject(refusal(400, 'invalid_request'));
    await identity.restart({ allowTestTokens: true });
  });
});

describe('the client', () => {
  const form = { grant_type: 'client_credentials', resource: 'urn:app:billing' };

  test.each([
    ['a wrong secret', () => basic('desk', 'wrong')],
    ["another app's secret", () => basic('desk', secretOf('other'))],
    ['the stored hash', () => basic('desk', service('desk').secretHash)],
    ['an unknown id', () => basic('nobody')],
    ['a public id', () => `Basic ${Buffer.from('desk:x').toString('base64')}`],
    ['no secret', () => undefined],
  ])('is refused with %s', async (_what, authorization) => {
    expect(await ask(authorization(), form)).toMatchObject(refusal(401, 'invalid_client'));
  });

  test('has one way to authenticate', async () => {
    const browser = new Browser(identity);
    const inBody = await browser.token({ ...form, client_id: 'desk.service', client_secret: secretOf('desk') });
    expect(inBody).toMatchObject(refusal(401, 'invalid_client'));
    expect(await browser.token({ ...form, client_id: 'desk.service' })).toMatchObject(refusal(401, 'invalid_client'));
  });

  test.each(['client_credentials', EXCHANGE])('that is public may not use %s', async (grant_type) => {
    const subject = await accessToken('desk');
    const answer = await new Browser(identity).token({
      ...{ grant_type, client_id: 'desk', audience: 'urn:app:billing', resource: 'urn:app:billing' },
      ...{ subject_token: subject, subject_token_type: ACCESS_TOKEN },
    });
    expect(answer).toMatchObject(refusal(400, 'invalid_request'));
  });

  test('may neither sign anybody in nor renew', async () => {
    const { answer } = await new Browser(identity).authorize('desk.service');
    expect([answer.status, answer.location]).toEqual([400, null]);
    const { refresh_token } = await new Browser(identity).tokens('desk', 'ada');
    expect(await ask(basic('desk'), { grant_type: 'refresh_token', refresh_token })).toMatchObject(
      refusal(400, 'invalid_request'),
    );
  });

  test('loses at once what its manifest no longer lists', async () => {
    expect((await asSelf('other', 'urn:app:billing')).status).toBe(200);
    const without = CLIENTS.map((client) => (client.slug === 'other' ? { ...client, service: null } : client));
    await identity.admin('PUT', '/clients', without);
    expect(await asSelf('other', 'urn:app:billing')).toMatchObject(refusal(401, 'invalid_client'));
    await identity.admin('PUT', '/clients', CLIENTS);
    expect((await asSelf('other', 'urn:app:billing')).status).toBe(200);
  });

  test('survives a restart, and its secret is nowhere', async () => {
    await identity.restart();
    expect((await asSelf('desk', 'urn:app:billing')).status).toBe(200);
    expect(identity.lines.join('')).not.toContain('the-secret-of');
  });
});

test('the internal port gives keys, health and tokens, and no page', async () => {
  expect((await ask(undefined, {}, '/authorize')).status).toBe(404);
  expect((await ask(undefined, {}, '/jwks')).json).toMatchObject({ keys: [{ kty: 'RSA' }] });
  expect((await ask(undefined, {}, '/health')).json).toEqual({ status: 'ok' });
  expect((await ask(basic('desk'), { grant_type: 'client_credentials', resource: 'x'.repeat(60_000) })).status).toBe(
    413,
  );
});

test('clients that are told twice at once are known once', async () => {
  const lists = [CLIENTS, CLIENTS.slice(1), CLIENTS, CLIENTS.slice(2), CLIENTS];
  const answers = await Promise.all(lists.map((clients) => identity.admin('PUT', '/clients', clients)));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  expect((await asSelf('desk', 'urn:app:billing')).status).toBe(200);
});
