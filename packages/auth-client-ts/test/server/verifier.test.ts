import { generateKeyPairSync, sign } from 'node:crypto';
import {
  AuthFailure,
  createVerifier,
  requireUser,
  requireUserHook,
  type VerifierOptions,
} from '@scalr/auth-client/server';
import {
  AUDIENCE,
  accessToken,
  CLIENT_ID,
  ISSUER,
  type KeyServer,
  keyServer,
  logoutToken,
  signingKey,
} from '@scalr/auth-client/testing';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostileTokens } from './hostile-tokens.ts';

const key = await signingKey('k1');
const nextKey = await signingKey('k2');
const START = 1_800_000_000;

let keys: KeyServer;
let clock: number;
beforeEach(async () => {
  clock = START;
  keys = await keyServer([key]);
});
afterEach(() => keys.close());

function verifier(more: Partial<VerifierOptions> = {}) {
  return createVerifier({
    profile: 'embedded',
    issuer: ISSUER,
    jwksUrl: keys.url,
    audience: AUDIENCE,
    clientId: CLIENT_ID,
    now: () => clock * 1_000,
    ...more,
  });
}
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 200,
    (error: unknown) => {
      if (!(error instanceof AuthFailure)) throw error;
      return error.status;
    },
  );
const token = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, by = key) =>
  accessToken(by, { now: clock, claims, header });

describe('hostile tokens', async () => {
  const rows = await hostileTokens(key, START);
  test('are more than a hundred', () => expect(rows.length).toBeGreaterThanOrEqual(100));
  test.each(rows)('$name: $status', async ({ status, token }) => {
    const subject = verifier({ requiredGroups: ['staff'] });
    expect(await outcome(subject.verify(token))).toBe(status);
    // The second time the cache may answer: with the same.
    expect(await outcome(subject.verify(token))).toBe(status);
    expect(keys.state.requests).toBeLessThanOrEqual(1);
  });
});

describe('a good token', () => {
  test('says who asks, by issuer and subject', async () => {
    expect(await verifier().verify(await token())).toEqual({
      kind: 'person',
      caller: null,
      id: `${ISSUER}#a1b2`,
      issuer: ISSUER,
      subject: 'a1b2',
      name: 'Ada Lovelace',
      username: 'ada',
      email: 'ada@example.com',
      groups: ['staff'],
      sessionId: 'session-1',
      clientId: CLIENT_ID,
    });
  });

  test('expires in the cache too', async () => {
    const subject = verifier();
    const good = await token();
    await subject.verify(good);
    clock += 600 + 29;
    expect(await outcome(subject.verify(good))).toBe(200);
    clock += 2;
    expect(await outcome(subject.verify(good))).toBe(401);
  });

  test('is checked once and asks for keys once, however many arrive at the same time', async () => {
    keys.state.delayMs = 50;
    const subject = verifier();
    const good = await token();
    await Promise.all(Array.from({ length: 50 }, () => subject.verify(good)));
    expect(keys.state.requests).toBe(1);
  });
});

describe('tokens seen before', () => {
  test('are told at once, and those used lately are kept longest', async () => {
    const subject = verifier({ cacheSize: 2 });
    const [first, second, third] = await Promise.all([token(), token(), token()]);
    expect(subject.recall(first)).toBeNull();
    await subject.verify(first);
    await subject.verify(second);
    expect(subject.recall(first)?.subject).toBe('a1b2');
    await subject.verify(third);
    const kept = [first, second, third].map((one) => subject.recall(one) !== null);
    expect(kept).toEqual([true, false, true]);
  });

  test('another text with the same signature is another token', async () => {
    const subject = verifier();
    const good = await token();
    await subject.verify(good);
    const [header, , signature] = good.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'eve' })).toString('base64url');
    const forged = `${header}.${claims}.${signature}`;
    expect(subject.recall(forged)).toBeNull();
    expect(await outcome(subject.verify(forged))).toBe(401);
    expect(subject.recall(good)?.subject).toBe('a1b2');
  });

  test('end with their session and their time, also when they are told at once', async () => {
    const subject = verifier({ requiredGroups: ['staff'] });
    const [mine, other] = await Promise.all([token({ sid: 's1' }), token({ sid: 's2' })]);
    for (const one of [mine, other]) await subject.verify(one);
    await subject.endSession(await logoutToken(key, { now: clock, claims: { sid: 's1' } }));
    expect(() => subject.recall(mine)).toThrow(AuthFailure);
    expect(subject.recall(other)).not.toBeNull();
    clock += 600 + 31;
    expect(subject.recall(other)).toBeNull();
  });
});

describe('keys', () => {
  test('nothing is fetched before the first token, nor for junk', async () => {
    const subject = verifier();
    for (const junk of ['x', await token({ iss: 'x' }), await token({ aud: 'x' }), await token({ exp: 1 })]) {
      expect(await outcome(subject.verify(junk))).toBe(401);
    }
    expect(keys.state.requests).toBe(0);
  });

  test('a thousand unknown key ids cost one request in 30 s', async () => {
    const subject = verifier();
    const tokens = await Promise.all(Array.from({ length: 1_000 }, (_, index) => token({}, { kid: `x${index}` })));
    for (const hostile of tokens) expect(await outcome(subject.verify(hostile))).toBe(401);
    expect(keys.state.requests).toBe(1);
  });

  test('a new key is known within 30 s, the old one lives on for one token lifetime', async () => {
    const subject = verifier();
    const old = await token({ exp: clock + 900 });
    await subject.verify(old);
    keys.state.publish([nextKey]);
    clock += 31;
    expect(await outcome(subject.verify(await token({}, { kid: 'k2' }, nextKey)))).toBe(200);
    expect(await outcome(subject.verify(old))).toBe(200);
    expect(await outcome(subject.verify(await token({ jti: 'other' })))).toBe(200);
    clock += 15 * 60 + 31;
    expect(await outcome(subject.verify(await token()))).toBe(401);
  });

  test('a withdrawn key dies although nobody sends an unknown one', async () => {
    const subject = verifier();
    await subject.verify(await token());
    keys.state.publish([nextKey]);
    clock += 301;
    await subject.verify(await token());
    const byNext = await token({}, { kid: 'k2' }, nextKey);
    await expect.poll(() => outcome(subject.verify(byNext))).toBe(200);
    expect(keys.state.requests).toBe(2);
    clock += 15 * 60 + 31;
    expect(await outcome(subject.verify(await token()))).toBe(401);
  });

  test.each<[string, { status?: number; body?: string }]>([
    ['an error', { status: 500 }],
    ['a redirect', { status: 302 }],
    ['HTML', { body: '<html>' }],
    ['nothing', { body: '{}' }],
    [
      'one byte more than 512 kB',
      { body: `${`{"keys":${JSON.stringify([key.jwk])}${' '.repeat(512 * 1024)}}`.slice(0, 512 * 1024)}}` },
    ],
    ['5 MB', { body: JSON.stringify({ keys: [], x: 'x'.repeat(5_000_000) }) }],
    ['private keys', { body: JSON.stringify({ keys: [{ ...key.jwk, d: 'AQAB' }] }) }],
    ['a symmetric key', { body: JSON.stringify({ keys: [{ kty: 'oct', k: 'AQAB', kid: 'k1' }] }) }],
    ['a key for encryption', { body: JSON.stringify({ keys: [{ ...key.jwk, use: 'enc' }] }) }],
  ])('%s instead of keys is 503 with Retry-After, and heals', async (_name, spoil) => {
    const problems: string[] = [];
    const subject = verifier({ onProblem: (message) => problems.push(message) });
    const body = keys.state.body;
    Object.assign(keys.state, spoil);
    const good = await token();
    const failure = await subject.verify(good).catch((error: AuthFailure) => error);
    expect(failure).toBeInstanceOf(AuthFailure);
    expect((failure as AuthFailure).status).toBe(503);
    expect((failure as AuthFailure).headers('x')).toEqual({ 'retry-after': '30' });
    expect(problems).toHaveLength(1);
    Object.assign(keys.state, { body, status: 200 });
    expect(await outcome(subject.verify(good))).toBe(503);
    clock += 31;
    expect(await outcome(subject.verify(good))).toBe(200);
  });

  test('a short RSA key is not used', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    keys.state.body = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }] });
    const input = (await token()).split('.').slice(0, 2).join('.');
    const signed = `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`;
    expect(await outcome(verifier().verify(signed))).toBe(503);
  });

  test('no answer within 3 s is 503', async () => {
    keys.state.delayMs = 20_000;
    const started = performance.now();
    expect(await outcome(verifier().verify(await token()))).toBe(503);
    expect(performance.now() - started).toBeLessThan(4_500);
  });

  test('with warm keys the provider may be away for 24 h; unknown keys are then 503', async () => {
    const subject = verifier();
    await subject.verify(await token());
    keys.state.status = 500;
    clock += 3_600;
    expect(await outcome(subject.verify(await token()))).toBe(200);
    await expect.poll(() => keys.state.requests).toBe(2);
    expect(await outcome(subject.verify(await token({}, { kid: 'k2' }, nextKey)))).toBe(503);
    clock += 23 * 3_600 + 1;
    expect(await outcome(subject.verify(await token()))).toBe(503);
  });
});

describe('provider profiles', () => {
  const authentik = {
    aud: 'example',
    azp: 'example',
    uid: 'u1',
    scope: 'openid',
    client_id: undefined,
    jti: undefined,
  };
  test.each<[string, VerifierOptions['profile'], string, Record<string, unknown>, Record<string, unknown>, number]>([
    ['Authentik access token', 'authentik', 'example', authentik, { typ: 'JWT' }, 200],
    ['Authentik ID token: no uid', 'authentik', 'example', { ...authentik, uid: undefined }, { typ: 'JWT' }, 401],
    ['Authentik ID token: no scope', 'authentik', 'example', { ...authentik, scope: undefined }, { typ: 'JWT' }, 401],
    ['Authentik style at embedded', 'embedded', 'example', authentik, { typ: 'JWT' }, 401],
    ['generic, typed', 'generic', AUDIENCE, { scope: 'openid' }, {}, 200],
    ['generic, untyped', 'generic', AUDIENCE, { scope: 'openid' }, { typ: undefined }, 200],
    ['generic ID token', 'generic', AUDIENCE, { scope: 'openid', nonce: 'n' }, { typ: 'JWT' }, 401],
    ['generic without scope', 'generic', AUDIENCE, {}, { typ: 'JWT' }, 401],
  ])('%s', async (_name, profile, audience, claims, header, status) => {
    expect(await outcome(verifier({ profile, audience }).verify(await token(claims, header)))).toBe(status);
  });
});

describe('requests', () => {
  const ask = async (headers: Record<string, string>, groups?: readonly string[]) =>
    requireUser(verifier(), { headers }, groups === undefined ? {} : { groups });
  const challenge = (work: Promise<unknown>) =>
    work.catch((error: AuthFailure) => [error.status, error.headers(AUDIENCE)['www-authenticate']]);

  test('challenges are those of RFC 6750', async () => {
    expect(await challenge(ask({}))).toEqual([401, 'Bearer realm="urn:app:example"']);
    expect(await challenge(ask({ authorization: 'Basic YTpi' }))).toEqual([401, 'Bearer realm="urn:app:example"']);
    expect(await challenge(ask({ authorization: 'Bearer x' }))).toEqual([
      401,
      'Bearer realm="urn:app:example", error="invalid_token", error_description="The access token is not accepted: it is malformed."',
    ]);
    expect(await challenge(ask({ authorization: 'Bearer ' }))).toMatchObject([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    expect(await challenge(ask({ authorization: 'Bearer a, Bearer b' }))).toMatchObject([
      400,
      expect.stringContaining('invalid_request'),
    ]);
    expect(await challenge(ask({ authorization: `bearer ${await token()}` }, ['managers']))).toEqual([
      403,
      'Bearer realm="urn:app:example", error="insufficient_scope", error_description="This needs membership of \'managers\'."',
    ]);
  });

  test('a web Request will do as well', async () => {
    const request = new Request('http://x', { headers: { authorization: `Bearer ${await token()}` } });
    expect((await requireUser(verifier(), request)).subject).toBe('a1b2');
  });
});

test('as a Fastify hook it answers the refusal whole, and hands on the person', async () => {
  const server = fastify();
  server.decorateRequest('user', null);
  server.addHook('onRequest', requireUserHook(verifier({ now: Date.now }), { groups: ['staff'] }));
  server.get('/', async (request) => (request as unknown as { user: { subject: string } }).user.subject);
  const now = Math.floor(Date.now() / 1_000);
  const ask = (authorization: string) => server.inject({ url: '/', headers: { authorization } });
  expect((await ask(`Bearer ${await accessToken(key, { now })}`)).body).toBe('a1b2');
  const refused = await ask(`Bearer ${await accessToken(key, { now, claims: { groups: [] } })}`);
  expect(refused.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(refused.json()).toEqual({
    type: 'urn:scalr:problem:AUTH_GROUP_MISSING',
    title: 'Forbidden',
    status: 403,
    detail: 'This needs membership of "staff".',
    code: 'AUTH_GROUP_MISSING',
    fix: 'ask an administrator for membership of the group',
  });
  await server.close();
});

describe('back-channel logout', () => {
  const logout = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    logoutToken(key, { now: clock, claims, header });

  test('ends one session, and a second time it is a replay', async () => {
    const subject = verifier();
    const mine = await token();
    await subject.verify(mine);
    const notice = await logout();
    expect(await subject.endSession(notice)).toMatchObject({ sessionId: 'session-1', subject: 'a1b2' });
    expect(await outcome(subject.verify(mine))).toBe(401);
    expect(await outcome(subject.verify(await token({ sid: 'session-2' })))).toBe(200);
    expect(await outcome(subject.endSession(notice))).toBe(400);
  });

  test('without a session it ends all of the person until a new sign-in', async () => {
    const subject = verifier();
    await subject.endSession(await logout({ sid: undefined }));
    expect(await outcome(subject.verify(await token({ sid: 'any' })))).toBe(401);
    expect(await outcome(subject.verify(await token({ sub: 'bob' })))).toBe(200);
    clock += 1;
    expect(await outcome(subject.verify(await token({ sid: 'new' })))).toBe(200);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['wrong type', {}, { typ: 'JWT' }],
    ['a nonce', { nonce: 'n' }, {}],
    ['another client', { aud: 'other' }, {}],
    ['the audience of access tokens', { aud: AUDIENCE }, {}],
    ['another issuer', { iss: 'http://evil.test' }, {}],
    ['no event', { events: undefined }, {}],
    ['another event', { events: { x: {} } }, {}],
    ['an event that is no object', { events: { 'http://schemas.openid.net/event/backchannel-logout': 'x' } }, {}],
    ['no id', { jti: undefined }, {}],
    ['nobody named', { sid: undefined, sub: undefined }, {}],
    ['lives too long', { exp: START + 121 }, {}],
    ['expired', { exp: START - 31, iat: START - 60 }, {}],
    ['an unknown key', {}, { kid: 'x' }],
  ])('refused with 400: %s', async (_name, claims, header) => {
    expect(await outcome(verifier().endSession(await logout(claims, header)))).toBe(400);
  });

  test('while keys are out of reach it is 503, so that the provider tries again', async () => {
    keys.state.status = 500;
    expect(await outcome(verifier().endSession(await logout()))).toBe(503);
  });
});
