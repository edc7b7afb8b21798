import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, answerOf } from './answer.ts';
import { Browser } from './browser.ts';
import { app, ISSUER, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello')]);
});
afterAll(() => identity.stop());

const discover = async (headers: Record<string, string> = {}) =>
  new Browser(identity).ask('/.well-known/openid-configuration', {
    headers: { accept: 'application/json', ...headers },
  });

test('metadata says exactly what the provider does', async () => {
  const answer = await discover();
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    userinfo_endpoint: `${ISSUER}/userinfo`,
    jwks_uri: `${ISSUER}/jwks`,
    end_session_endpoint: `${ISSUER}/logout`,
    revocation_endpoint: `${ISSUER}/revoke`,
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email'],
    claims_supported: ['sub', 'name', 'preferred_username', 'groups', 'email', 'sid', 'auth_time', 'iss'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    claim_types_supported: ['normal'],
    claims_parameter_supported: false,
    request_uri_parameter_supported: false,
  });
});

test('the key set is public, cacheable and holds no private member', async () => {
  const answer = await new Browser(identity).ask('/jwks');
  expect(answer.headers['cache-control']).toBe('public, max-age=300');
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers['set-cookie']).toBeUndefined();
  const { keys } = answer.json as { keys: Record<string, string>[] };
  expect(keys).toHaveLength(1);
  for (const key of keys) {
    expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(key).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' });
    expect(Buffer.from(key.n as string, 'base64url').length * 8).toBeGreaterThanOrEqual(2048);
  }
});

test.each([
  ['host', { host: 'evil.test' }],
  ['forwarded host', { 'x-forwarded-host': 'evil.test' }],
  ['other port', { host: 'auth.localhost:8081' }],
  ['look-alike', { host: 'auth.localhost.evil.test' }],
])('another %s than the issuer is not served, nor echoed', async (_name, headers) => {
  const answer = await discover(headers);
  expect(answer.status).toBe(421);
  expect(answer.text).not.toContain('evil.test');
});

test('a forwarded scheme does not get into the metadata', async () => {
  const answer = await discover({ 'x-forwarded-proto': 'https', 'x-forwarded-port': '666' });
  expect(answer.json).toMatchObject({ issuer: ISSUER, token_endpoint: `${ISSUER}/token` });
});

test('the internal port serves the key set and health, and nothing else', async () => {
  const internal = (path: string) =>
    new Promise<Answer>((resolve, reject) => {
      request({ host: '127.0.0.1', port: identity.server.internalPort as number, path }, (incoming) =>
        resolve(answerOf(incoming)),
      )
        .on('error', reject)
        .end();
    });
  expect((await internal('/jwks')).json).toEqual((await new Browser(identity).ask('/jwks')).json);
  expect((await internal('/health')).json).toEqual({ status: 'ok' });
  expect((await internal('/authorize')).status).toBe(404);
});

test.each(['/device/auth', '/backchannel', '/reg', '/request', '/token/introspection', '/introspect', '/nothing'])(
  '%s does not exist',
  async (path) => {
    const answer = await new Browser(identity).ask(path, { form: { a: 'b' } });
    expect(answer.status).toBe(404);
  },
);

test('every page carries the headers that keep it to itself', async () => {
  const browser = new Browser(identity);
  const begun = await browser.authorize('hello');
  const pages = [
    begun.answer,
    await browser.follow(begun.answer),
    await browser.ask('/authorize?client_id=unknown'),
    await browser.ask('/logout'),
    await browser.ask('/signed-out'),
    await browser.ask('/nothing'),
  ];
  for (const page of pages) {
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers['x-frame-options']).toBe('DENY');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).not.toMatch(/<script|<iframe|https?:\/\/(?!(portal|hello)\.localhost)/);
  }
});

test('the stylesheet is immutable and revalidates by its tag', async () => {
  const browser = new Browser(identity);
  const page = await browser.ask('/signed-out');
  const path = /href="(\/assets\/style-[^"]+)"/.exec(page.text)?.[1] as string;
  const sheet = await browser.ask(path);
  expect(sheet.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(sheet.headers['content-type']).toBe('text/css; charset=utf-8');
  const again = await browser.ask(path, { headers: { 'if-none-match': sheet.headers.etag as string } });
  expect([again.status, again.text]).toEqual([304, '']);
});
