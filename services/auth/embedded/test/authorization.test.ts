import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Browser } from './browser.ts';
import { claimsOf } from './claims.ts';
import { addPerson, app, ISSUER, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [
    app('hello'),
    app('other'),
    app('finance', { requiredGroups: ['finance', 'staff'], visibleGroups: ['finance', 'staff'] }),
  ]);
  await addPerson(identity, 'ada', ['staff']);
  await addPerson(identity, 'bob', ['finance', 'staff', 'secret']);
});
afterAll(() => identity.stop());
afterEach(() => {
  vi.useRealTimers();
});

const errorAt = async (more: Record<string, string | undefined>) => {
  const { answer } = await new Browser(identity).authorize('hello', more);
  // Errors of the forbidden front-channel types come back in the fragment.
  const query = new URLSearchParams(answer.location?.search || answer.location?.hash.slice(1));
  return { status: answer.status, error: query.get('error'), state: query.get('state'), code: query.get('code') };
};

test.each([
  ['no code_challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['plain', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['a challenge without method', { code_challenge_method: undefined }, 'invalid_request'],
  ['response_type token', { response_type: 'token' }, 'invalid_request'],
  ['response_type id_token', { response_type: 'id_token' }, 'invalid_request'],
  ['response_type code token', { response_type: 'code token' }, 'invalid_request'],
  ['response_mode form_post', { response_mode: 'form_post' }, 'unsupported_response_mode'],
  ['response_mode fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
  ['response_mode web_message', { response_mode: 'web_message' }, 'unsupported_response_mode'],
])('%s is refused and no code is given', async (_name, more, error) => {
  const seen = await errorAt(more);
  expect(seen.code).toBeNull();
  expect(seen).toMatchObject({ status: 303, error, state: 'the-state' });
});

const HOSTILE_REDIRECTS = [
  'http://evil.test/auth/callback',
  'https://hello.localhost/auth/callback',
  'http://hello.localhost/auth/callback/',
  'http://hello.localhost/auth/callback/../evil',
  'http://hello.localhost/auth/callback/..;/evil',
  'http://hello.localhost/auth/callback%2f..%2fevil',
  'http://hello.localhost/auth/%63allback',
  'http://hello.localhost/AUTH/callback',
  'http://HELLO.localhost/auth/callback',
  'HTTP://hello.localhost/auth/callback',
  'http://hello.localhost:80/auth/callback',
  'http://hello.localhost:8080/auth/callback',
  'http://hello.localhost./auth/callback',
  'http://user@hello.localhost/auth/callback',
  'http://hello.localhost@evil.test/auth/callback',
  'http://hello.localhost%40evil.test/auth/callback',
  'http://evil.test#hello.localhost/auth/callback',
  'http://evil.test?hello.localhost/auth/callback',
  'http://hello.localhost.evil.test/auth/callback',
  'http://evilhello.localhost/auth/callback',
  'http://sub.hello.localhost/auth/callback',
  'http://hell\u043e.localhost/auth/callback',
  'http://hello.localhost/auth/callback?next=http://evil.test',
  'http://hello.localhost/auth/callback#fragment',
  'http://hello.localhost/auth/callback\r\nSet-Cookie: a=b',
  'http://hello.localhost/auth/callback%0d%0aLocation:%20http://evil.test',
  'http://hello.localhost/auth/callback ',
  ' http://hello.localhost/auth/callback',
  'http://hello.localhost/auth/callback\t',
  'http://hello.localhost/auth/callback\u0000',
  'http://hello.localhost/auth//callback',
  'http://hello.localhost/auth/callback;a=b',
  'http://hello.localhost/',
  'http://hello.localhost',
  'http://*.localhost/auth/callback',
  'http://*/auth/callback',
  'http://127.0.0.1/auth/callback',
  'http://[::1]/auth/callback',
  'http://2130706433/auth/callback',
  'http:hello.localhost/auth/callback',
  'http:/hello.localhost/auth/callback',
  'http:///hello.localhost/auth/callback',
  'http:\\\\hello.localhost\\auth\\callback',
  '//hello.localhost/auth/callback',
  '//evil.test/auth/callback',
  '/auth/callback',
  'auth/callback',
  'javascript:alert(1)//http://hello.localhost/auth/callback',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'urn:ietf:wg:oauth:2.0:oob',
  'custom.scheme:/auth/callback',
  'http://other.localhost/auth/callback',
  '<script>alert(1)</script>',
  `http://hello.localhost/auth/callback"onload="alert(1)`,
  `http://hello.localhost/${'a'.repeat(4000)}`,
];

test.each(HOSTILE_REDIRECTS)('redirect URI %j is an error page', async (redirectUri) => {
  const { answer } = await new Browser(identity).authorize('hello', { redirect_uri: redirectUri });
  expect(answer.status).toBe(400);
  expect(answer.headers.location).toBeUndefined();
  expect(answer.text).not.toMatch(/evil\.test|<script|onload=/);
});

test('an unknown app is an error page', async () => {
  const { answer } = await new Browser(identity).authorize('unknown');
  expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  expect(answer.text).toContain('This app is not known here');
});

test.each(['client_id=other', 'redirect_uri=http://hello.localhost/auth/callback', 'scope=openid', 'state=a'])(
  'a second %s is refused',
  async (second) => {
    const browser = new Browser(identity);
    const { answer } = await browser.authorize('hello');
    const parameters = new URLSearchParams({
      client_id: 'hello',
      redirect_uri: 'http://hello.localhost/auth/callback',
      response_type: 'code',
      scope: 'openid',
      state: 'b',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    expect(answer.status).toBe(303);
    const doubled = await browser.ask(`/authorize?${parameters}&${second}`);
    expect(doubled.headers.location ?? 'error=invalid_request').toContain('error=invalid_request');
    expect([400, 303]).toContain(doubled.status);
    if (!second.startsWith('scope') && !second.startsWith('state')) expect(doubled.status).toBe(400);
  },
);

test('prompt=none without a session says login_required, with state and iss', async () => {
  const { answer } = await new Browser(identity).authorize('hello', { prompt: 'none' });
  expect(Object.fromEntries(answer.location?.searchParams ?? [])).toMatchObject({
    error: 'login_required',
    state: 'the-state',
    iss: ISSUER,
  });
});

test('a sign-in ends at the app with state and iss, by 303 all the way', async () => {
  const browser = new Browser(identity);
  const begun = await browser.authorize('hello');
  expect(begun.answer.status).toBe(303);
  const posted = await browser.submit(begun.answer, 'ada');
  expect(posted.status).toBe(303);
  const end = await browser.follow(posted);
  expect(end.status).toBe(303);
  expect(end.location?.origin).toBe('http://hello.localhost');
  const { code, ...rest } = Object.fromEntries(end.location?.searchParams ?? []);
  expect(rest).toEqual({ state: 'the-state', iss: ISSUER });
  expect(Buffer.from(code as string, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
});

test('the second app opens without a second sign-in', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  const { answer } = await browser.authorize('other');
  expect(answer.location?.origin).toBe('http://other.localhost');
  expect(answer.location?.searchParams.has('code')).toBe(true);
});

test('prompt=login asks again and moves auth_time', async () => {
  const browser = new Browser(identity);
  const first = claimsOf((await browser.tokens('hello', 'ada')).id_token);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
  const again = await browser.signIn('hello', 'ada', { prompt: 'login' });
  const second = claimsOf(((await browser.redeem(again)).json as { id_token: string }).id_token);
  expect(Number(second.auth_time) - Number(first.auth_time)).toBeGreaterThanOrEqual(5);
});

test('max_age asks again once it is over', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  expect((await browser.authorize('hello', { max_age: '60' })).answer.location?.searchParams.has('code')).toBe(true);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 62_000 });
  expect((await browser.authorize('hello', { max_age: '60' })).answer.location?.pathname).toMatch(/^\/sign-in\//);
});

test('the authorization endpoint gives nothing to other origins', async () => {
  const browser = new Browser(identity);
  const answer = await browser.ask('/authorize?client_id=hello', { headers: { origin: 'http://hello.localhost' } });
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect((await browser.ask('/authorize', { method: 'POST' })).status).toBe(405);
});

test('request and request_uri are refused, and nobody is called', async () => {
  let calls = 0;
  const sink: Server = createServer((_request, response) => {
    calls++;
    response.end();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`;
  expect((await errorAt({ request_uri: url })).error).toBe('request_uri_not_supported');
  expect((await errorAt({ request: 'eyJhbGciOiJub25lIn0.e30.' })).error).toBe('request_not_supported');
  expect(calls).toBe(0);
  sink.close();
});

test('login_hint and ui_locales are text, never markup', async () => {
  const browser = new Browser(identity);
  const hostile = '"><script>alert(1)</script>';
  const { answer } = await browser.authorize('hello', { login_hint: hostile, ui_locales: hostile });
  const page = await browser.follow(answer);
  expect(page.status).toBe(200);
  expect(page.text).toContain('&quot;&gt;&lt;script&gt;');
  expect(page.text).not.toContain('<script');
});

test('a person without the groups sees why, and the app gets access_denied but no code', async () => {
  const browser = new Browser(identity);
  const { answer } = await browser.signIn('finance', 'ada');
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('No access to The finance app');
  expect(answer.text).toContain('<code>finance</code>');
  expect(answer.text).not.toContain('<code>staff</code>');
  expect(answer.text).toContain('href="http://portal.localhost"');
  const action = /action="(\/no-access\/[^"]+)"/.exec(answer.text)?.[1] as string;
  const refused = await browser.ask(action, { form: { choice: 'decline' }, headers: { origin: ISSUER } });
  const end = await browser.follow(refused);
  expect(end.location?.origin).toBe('http://finance.localhost');
  expect(Object.fromEntries(end.location?.searchParams ?? [])).toMatchObject({
    error: 'access_denied',
    state: 'the-state',
    iss: ISSUER,
  });
  const silent = await browser.authorize('finance', { prompt: 'none' });
  expect(silent.answer.location?.searchParams.get('error')).toBe('access_denied');
});

test('from there somebody else may sign in, which ends the session of the first', async () => {
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', 'ada');
  const { answer } = await browser.signIn('finance', 'ada');
  const action = /action="(\/no-access\/[^"]+)"/.exec(answer.text)?.[1] as string;
  const again = await browser.ask(action, { form: { choice: 'switch' }, headers: { origin: ISSUER } });
  const form = await browser.ask(`${again.location?.pathname}${again.location?.search}`);
  const end = await browser.follow(await browser.submit(form, 'bob'));
  expect(end.location?.searchParams.has('code')).toBe(true);
  expect((await browser.refresh('hello', refresh_token)).status).toBe(400);
});

test('a group that is taken away counts at the next authorization and the next refresh', async () => {
  await addPerson(identity, 'carol', ['finance', 'staff']);
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('finance', 'carol');
  await identity.admin('PATCH', '/users/carol', { removeGroups: ['finance'] });
  const { answer } = await browser.authorize('finance');
  expect(answer.location?.pathname).toMatch(/^\/no-access\//);
  expect((await browser.refresh('finance', refresh_token)).json).toMatchObject({ error: 'invalid_grant' });
});

test('tokens carry what the app may know, and nothing else', async () => {
  const tokens = await new Browser(identity).tokens('finance', 'bob');
  const [header] = tokens.access_token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect(JSON.parse(header as string)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  const { iat, exp, jti, sid, sub, ...access } = claimsOf(tokens.access_token);
  expect(Number(exp) - Number(iat)).toBe(600);
  expect([jti, sid, sub].every((claim) => typeof claim === 'string')).toBe(true);
  expect(access).toEqual({
    iss: ISSUER,
    aud: 'urn:app:finance',
    client_id: 'finance',
    scope: 'openid profile email',
    groups: ['finance', 'staff'],
    name: 'Bob Example',
    preferred_username: 'bob',
    email: 'bob@example.test',
  });
  const id = claimsOf(tokens.id_token);
  expect(id).toMatchObject({ iss: ISSUER, aud: 'finance', sub, sid, nonce: 'the-nonce', groups: ['finance', 'staff'] });
  expect(Number(id.exp) - Number(id.iat)).toBe(600);
  expect(id.auth_time).toBeTypeOf('number');
});

test('a token for the app is refused at userinfo', async () => {
  const browser = new Browser(identity);
  const { access_token } = await browser.tokens('hello', 'ada');
  const answer = await browser.ask('/userinfo', { headers: { authorization: `Bearer ${access_token}` } });
  expect(answer.status).toBe(401);
});
