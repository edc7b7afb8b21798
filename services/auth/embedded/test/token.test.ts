import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Browser, type Tokens } from './browser.ts';
import { addPerson, app, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity({ cookieKeys: ['k'.repeat(64)] });
  await identity.admin('PUT', '/clients', [app('hello'), app('other')]);
  await addPerson(identity, 'ada');
});
afterAll(() => identity.stop());
afterEach(() => {
  vi.useRealTimers();
});

const DAY = 24 * 3600 * 1000;
const travel = (milliseconds: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
const invalidGrant = { status: 400, json: { error: 'invalid_grant' } };

test('tokens are never cached and live as long as said', async () => {
  const browser = new Browser(identity);
  const answer = await browser.redeem(await browser.signIn('hello', 'ada'));
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid profile email' });
});

test('a code is good for one minute', async () => {
  const browser = new Browser(identity);
  const first = await browser.signIn('hello', 'ada');
  travel(59_000);
  expect((await browser.redeem(first)).status).toBe(200);
  vi.useRealTimers();
  const second = await browser.authorize('hello');
  travel(61_000);
  expect(await browser.redeem(second)).toMatchObject(invalidGrant);
});

test('codes are unique', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  const codes = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const batch = await Promise.all(Array.from({ length: 50 }, () => browser.authorize('hello')));
    for (const { answer } of batch) codes.add(answer.location?.searchParams.get('code') as string);
  }
  expect(codes.size).toBe(1000);
});

test('a code used twice is refused and kills what the first use gave', async () => {
  const browser = new Browser(identity);
  const authorization = await browser.signIn('hello', 'ada');
  const { refresh_token } = (await browser.redeem(authorization)).json as Tokens;
  expect(await browser.redeem(authorization)).toMatchObject(invalidGrant);
  expect(await browser.refresh('hello', refresh_token)).toMatchObject(invalidGrant);
});

test('of 20 parallel uses of one code exactly one succeeds, 50 times', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  for (let round = 0; round < 50; round++) {
    const authorization = await browser.authorize('hello');
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.redeem(authorization)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  }
});

test.each([
  ['wrong', 'x'.repeat(43), 'invalid_grant'],
  ['short', 'x'.repeat(42), 'invalid_request'],
  ['empty', '', 'invalid_grant'],
])('a %s code_verifier is refused', async (_name, verifier, error) => {
  const browser = new Browser(identity);
  const answer = await browser.redeem(await browser.signIn('hello', 'ada'), { code_verifier: verifier });
  expect(answer).toMatchObject({ status: 400, json: { error } });
});

test("another transaction's verifier is refused, and a missing one", async () => {
  const browser = new Browser(identity);
  const one = await browser.signIn('hello', 'ada');
  const two = await browser.authorize('hello');
  expect(await browser.redeem({ ...one, verifier: two.verifier })).toMatchObject(invalidGrant);
  const code = two.answer.location?.searchParams.get('code') as string;
  const without = { grant_type: 'authorization_code', client_id: 'hello', code, redirect_uri: two.redirectUri };
  expect(await browser.token(without)).toMatchObject(invalidGrant);
});

test('a code is bound to its redirect URI and its app', async () => {
  const browser = new Browser(identity);
  const one = await browser.signIn('hello', 'ada');
  expect(await browser.redeem(one, { redirect_uri: 'http://hello.localhost/other' })).toMatchObject(invalidGrant);
  expect(await browser.redeem(one, { client_id: 'other' })).toMatchObject(invalidGrant);
});

test.each(['password', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code', 'implicit', ''])(
  'grant_type %j is refused',
  async (grantType) => {
    const answer = await new Browser(identity).token({
      grant_type: grantType,
      client_id: 'hello',
      username: 'ada',
      password: 'x',
    });
    expect(answer.status).toBe(400);
    expect((answer.json as { error: string }).error).toMatch(/^(unsupported_grant_type|invalid_request)$/);
  },
);

test('a refresh rotates; the old token again kills the family', async () => {
  const browser = new Browser(identity);
  const first = await browser.tokens('hello', 'ada');
  const second = (await browser.refresh('hello', first.refresh_token)).json as Tokens;
  expect(second.refresh_token).not.toBe(first.refresh_token);
  const third = (await browser.refresh('hello', second.refresh_token)).json as Tokens;
  expect(await browser.refresh('hello', first.refresh_token)).toMatchObject(invalidGrant);
  expect(await browser.refresh('hello', third.refresh_token)).toMatchObject(invalidGrant);
  expect(identity.lines.join('')).toContain('"event":"refresh_token_reused","username":"ada","clientId":"hello"');
});

test('of 20 parallel refreshes with one token exactly one succeeds', async () => {
  for (let round = 0; round < 10; round++) {
    const browser = new Browser(identity);
    const { refresh_token } = await browser.tokens('hello', 'ada');
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.refresh('hello', refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  }
});

test('a refresh can narrow the scope and never widen it', async () => {
  const browser = new Browser(identity);
  const authorization = await browser.signIn('hello', 'ada', { scope: 'openid' });
  const { refresh_token } = (await browser.redeem(authorization)).json as Tokens;
  const wider = await browser.refresh('hello', refresh_token, { scope: 'openid email' });
  expect(wider).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
});

test("another app can't use a refresh token", async () => {
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', 'ada');
  expect(await browser.refresh('other', refresh_token)).toMatchObject(invalidGrant);
  expect((await browser.refresh('hello', refresh_token)).status).toBe(200);
});

test('refreshed every day, it ends after 14 days all the same', async () => {
  const browser = new Browser(identity);
  let { refresh_token } = await browser.tokens('hello', 'ada');
  const start = Date.now();
  for (let day = 1; day <= 13; day++) {
    vi.useFakeTimers({ toFake: ['Date'], now: start + day * DAY });
    const answer = await browser.refresh('hello', refresh_token);
    expect([day, answer.status]).toEqual([day, 200]);
    refresh_token = (answer.json as Tokens).refresh_token;
  }
  vi.useFakeTimers({ toFake: ['Date'], now: start + 14 * DAY + 1_000 });
  expect(await browser.refresh('hello', refresh_token)).toMatchObject(invalidGrant);
});

test.each([
  ['disabled', { disabled: true }],
  ['given a new password', { password: 'another long pass phrase 9' }],
])('no refresh once the person is %s', async (name, change) => {
  const username = `person-${name.split(' ')[0]}`;
  await addPerson(identity, username);
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', username);
  expect((await identity.admin('PATCH', `/users/${username}`, change)).status).toBe(200);
  expect(await browser.refresh('hello', refresh_token)).toMatchObject(invalidGrant);
  expect((await browser.authorize('hello')).answer.location?.pathname).toMatch(/^\/sign-in\//);
});

test('no refresh once the person is gone', async () => {
  await addPerson(identity, 'leaver');
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', 'leaver');
  await identity.admin('DELETE', '/users/leaver');
  expect(await browser.refresh('hello', refresh_token)).toMatchObject(invalidGrant);
});

test('the token endpoint takes forms by POST, and not much of them', async () => {
  const browser = new Browser(identity);
  expect((await browser.ask('/token')).status).toBe(405);
  const json = {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  };
  expect((await browser.ask('/token', json)).status).toBe(400);
  const large = { form: { grant_type: 'refresh_token', client_id: 'hello', refresh_token: 'x'.repeat(2_000_000) } };
  expect((await browser.ask('/token', { ...large, headers: { accept: 'application/json' } })).status).toBe(413);
});

test('only the origins of the app may read an answer', async () => {
  const browser = new Browser(identity);
  const ask = async (clientId: string, origin: string) => {
    const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: 'none' };
    const answer = await browser.ask('/token', { form, headers: { origin, accept: 'application/json' } });
    return [answer.headers['access-control-allow-origin'], answer.text.includes('access_token')];
  };
  expect(await ask('hello', 'http://hello.localhost')).toEqual(['http://hello.localhost', false]);
  expect(await ask('hello', 'https://evil.test')).toEqual([undefined, false]);
  expect(await ask('hello', 'http://other.localhost')).toEqual([undefined, false]);
  expect(await ask('hello', 'null')).toEqual([undefined, false]);
});

test('errors tell nothing of the inside', async () => {
  const browser = new Browser(identity);
  const hostile = "'; drop table record; --";
  const answers = await Promise.all([
    browser.refresh('hello', hostile),
    browser.refresh(hostile, 'x'),
    browser.token({ grant_type: hostile }),
    browser.token({ grant_type: 'authorization_code', client_id: 'hello', code: '\u0000', redirect_uri: 'x' }),
    browser.ask('/userinfo', { headers: { authorization: 'Bearer x.y.z' } }),
  ]);
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(/ at |node_modules|select |drop table|\.ts|\.js/);
  }
});

test('revocation ends the token, says 200 to what it does not know, and leaves others alone', async () => {
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', 'ada');
  const revoke = (clientId: string, token: string) =>
    browser.ask('/revoke', { form: { client_id: clientId, token }, headers: { accept: 'application/json' } });
  expect((await revoke('hello', 'unknown')).status).toBe(200);
  await revoke('other', refresh_token);
  const next = (await browser.refresh('hello', refresh_token)).json as Tokens;
  expect(next.refresh_token).toBeTypeOf('string');
  expect((await revoke('hello', next.refresh_token)).status).toBe(200);
  expect(await browser.refresh('hello', next.refresh_token)).toMatchObject(invalidGrant);
});
