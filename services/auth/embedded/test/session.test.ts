import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Browser, type Tokens } from './browser.ts';
import { claimsOf } from './claims.ts';
import { addPerson, app, ISSUER, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

interface Told {
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly token: string;
}

let gateway: Server;
const told: Told[] = [];
let identity: RunningIdentity;

async function receive(request: IncomingMessage): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const token = new URLSearchParams(body).get('logout_token') ?? '';
  told.push({ host: request.headers.host, path: request.url, token });
}

beforeAll(async () => {
  gateway = createServer((request, response) => {
    void receive(request).then(() => response.end());
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  identity = await runIdentity({ gatewayAddress: `127.0.0.1:${port}` });
  const notified = (slug: string) =>
    app(slug, { backchannelLogoutUri: `http://${slug}.localhost/api/auth/backchannel-logout` });
  await identity.admin('PUT', '/clients', [notified('hello'), notified('other'), app('quiet')]);
  await addPerson(identity, 'ada');
});
afterAll(async () => {
  await identity.stop();
  gateway.close();
});
afterEach(() => {
  vi.useRealTimers();
  told.length = 0;
});

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
const isSignedIn = async (browser: Browser) =>
  (await browser.authorize('hello')).answer.location?.searchParams.has('code') === true;
const home = 'http://hello.localhost/';

test('with its ID token an app signs the person out at once, everywhere', async () => {
  const browser = new Browser(identity);
  const tokens = await browser.tokens('hello', 'ada');
  const other = await browser.tokens('other', 'ada');
  await browser.tokens('quiet', 'ada');
  const query = new URLSearchParams({
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: home,
    state: 'the-state',
  });
  const answer = await browser.ask(`/logout?${query}`);
  expect([answer.status, answer.headers.location]).toEqual([303, `${home}?state=the-state`]);
  expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
  expect(browser.cookies.has('scalr-session')).toBe(false);
  expect(await isSignedIn(browser)).toBe(false);
  expect((await browser.refresh('hello', tokens.refresh_token)).status).toBe(400);
  expect((await browser.refresh('other', other.refresh_token)).status).toBe(400);

  expect(told.map(({ host, path }) => [host, path]).sort()).toEqual([
    ['hello.localhost', '/api/auth/backchannel-logout'],
    ['other.localhost', '/api/auth/backchannel-logout'],
  ]);
  const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${identity.server.internalPort}/jwks`));
  for (const { host, token } of told) {
    const audience = host?.split('.')[0] as string;
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience, typ: 'logout+jwt' });
    expect(payload.events).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
    expect(payload.nonce).toBeUndefined();
    expect(payload.jti).toBeTypeOf('string');
    expect((payload.exp as number) - (payload.iat as number)).toBeLessThanOrEqual(120);
    expect(payload.sid).toBe(claimsOf((audience === 'hello' ? tokens : other).id_token).sid);
  }
});

test('the stolen cookie of an ended session opens nothing', async () => {
  const browser = new Browser(identity);
  const { id_token } = await browser.tokens('hello', 'ada');
  const thief = new Browser(identity);
  for (const [name, cookie] of browser.cookies) thief.cookies.set(name, cookie);
  expect(await isSignedIn(thief)).toBe(true);
  for (const [name, cookie] of thief.cookies) browser.cookies.set(name, cookie);
  await browser.ask(`/logout?${new URLSearchParams({ id_token_hint: id_token })}`);
  expect(await isSignedIn(thief)).toBe(false);
});

test('without an ID token the person is asked, and only the form signs out', async () => {
  const browser = new Browser(identity);
  const { refresh_token } = await browser.tokens('hello', 'ada');
  const asked = await browser.ask(`/logout?client_id=hello&post_logout_redirect_uri=${encodeURIComponent(home)}`);
  expect(asked.status).toBe(200);
  expect(asked.text).toContain('<h1>Sign out?</h1>');
  expect(await isSignedIn(browser)).toBe(true);
  const again = await browser.ask(`/logout?client_id=hello&post_logout_redirect_uri=${encodeURIComponent(home)}`);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(again.text)?.[1] as string;
  const forged = await browser.ask('/logout/confirm', { form: { xsrf: 'forged', logout: 'yes' } });
  expect(forged.status).toBe(400);
  const done = await browser.ask('/logout/confirm', { form: { xsrf, logout: 'yes' }, headers: { origin: ISSUER } });
  expect([done.status, done.headers.location]).toEqual([303, home]);
  expect(await isSignedIn(browser)).toBe(false);
  expect((await browser.refresh('hello', refresh_token)).status).toBe(400);
  expect(told.map(({ host }) => host)).toEqual(['hello.localhost']);
});

test('an ID token of another session is no reason to sign out unasked', async () => {
  const attacker = new Browser(identity);
  const { id_token } = await attacker.tokens('hello', 'ada');
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  const answer = await browser.ask(`/logout?id_token_hint=${id_token}`);
  expect(answer.text).toContain('<h1>Sign out?</h1>');
  expect(await isSignedIn(browser)).toBe(true);
});

test('nobody is sent to an address that is not registered', async () => {
  const browser = new Browser(identity);
  const { id_token } = await browser.tokens('hello', 'ada');
  for (const target of ['https://evil.test/', 'http://other.localhost/', `${home}x`]) {
    const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: target });
    const answer = await browser.ask(`/logout?${query}`);
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  }
  const unnamed = await browser.ask(`/logout?post_logout_redirect_uri=${encodeURIComponent('https://evil.test/')}`);
  expect(unnamed.text).not.toContain('evil.test');
});

test('signing out twice ends on a page', async () => {
  const browser = new Browser(identity);
  const { id_token } = await browser.tokens('hello', 'ada');
  await browser.ask(`/logout?id_token_hint=${id_token}`);
  const answer = await browser.follow(await browser.ask(`/logout?id_token_hint=${id_token}`));
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('You are signed out');
});

test('an unused session ends after three days', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  const start = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: start + 3 * DAY - HOUR });
  expect(await isSignedIn(browser)).toBe(true);
  vi.useFakeTimers({ toFake: ['Date'], now: start + 6 * DAY });
  expect(await isSignedIn(browser)).toBe(false);
});

test('a used session ends after fourteen days', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  const start = Date.now();
  for (let day = 2; day <= 12; day += 2) {
    vi.useFakeTimers({ toFake: ['Date'], now: start + day * DAY });
    expect([day, await isSignedIn(browser)]).toEqual([day, true]);
  }
  vi.useFakeTimers({ toFake: ['Date'], now: start + 14 * DAY + 1000 });
  expect(await isSignedIn(browser)).toBe(false);
});

test('a clock that is set back gives no session a longer life', async () => {
  const browser = new Browser(identity);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 365 * DAY });
  const { refresh_token } = await browser.tokens('hello', 'ada');
  vi.useRealTimers();
  expect(await isSignedIn(browser)).toBe(false);
  expect((await browser.refresh('hello', refresh_token)).status).toBe(400);
});

test('sessions and their refresh outlive a restart and a new cookie key', async () => {
  const people: ({ browser: Browser } & Tokens)[] = [];
  for (let person = 0; person < 10; person++) {
    const browser = new Browser(identity);
    people.push({ browser, ...(await browser.tokens('hello', 'ada')) });
  }
  await identity.restart({ cookieKeys: ['n'.repeat(64), ...identity.settings.cookieKeys] });
  for (const { browser, refresh_token } of people) {
    expect((await browser.refresh('hello', refresh_token)).status).toBe(200);
    expect(await isSignedIn(browser)).toBe(true);
  }
  await identity.restart({ cookieKeys: ['z'.repeat(64)] });
  expect(await isSignedIn(people[0]?.browser as Browser)).toBe(false);
});

async function account(browser: Browser) {
  const page = await browser.follow(await browser.ask('/account'));
  return { page, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' };
}

test('the account page needs a sign-in, and lists and ends other sessions', async () => {
  const laptop = new Browser(identity, '192.0.2.1');
  const begun = await laptop.ask('/account');
  const form = await laptop.ask(`${begun.location?.pathname}${begun.location?.search}`);
  const back = await laptop.follow(await laptop.submit(form, 'ada'));
  expect(back.text).toContain('<h1>Ada Example</h1>');
  const phone = new Browser(identity, '192.0.2.2');
  const { refresh_token } = await phone.tokens('hello', 'ada');
  const { page, csrf } = await account(laptop);
  expect(page.text).toContain('Chrome on Linux');
  expect(page.text).toContain('This browser');
  const session = /name="session" value="([^"]+)">End<span class="hidden"> the session/.exec(page.text)?.[1] as string;
  const forged = { form: { csrf: 'AAAA', session: 'others' }, headers: { origin: ISSUER } };
  expect((await laptop.ask('/account/sessions', forged)).status).toBe(403);
  const foreign = { form: { csrf, session: 'others' }, headers: { origin: 'https://evil.test' } };
  expect((await laptop.ask('/account/sessions', foreign)).status).toBe(403);
  expect(session).toBeTypeOf('string');
  const ended = await laptop.ask('/account/sessions', {
    form: { csrf, session: 'others' },
    headers: { origin: ISSUER },
  });
  expect(ended.headers.location).toBe('/account?done=session');
  expect((await phone.refresh('hello', refresh_token)).status).toBe(400);
  expect(await isSignedIn(phone)).toBe(false);
  expect(await isSignedIn(laptop)).toBe(true);
});

test('a new password ends every other session and every refresh token', async () => {
  await addPerson(identity, 'grace');
  const laptop = new Browser(identity);
  const here = await laptop.tokens('hello', 'grace');
  const phone = new Browser(identity);
  const there = await phone.tokens('hello', 'grace');
  const { csrf } = await account(laptop);
  const next = 'seven purple whales dancing';
  const change = (form: Record<string, string>) =>
    laptop.ask('/account/password', { form: { csrf, ...form }, headers: { origin: ISSUER } });
  expect((await change({ current: 'not the password', next, again: next })).text).toContain(
    'current password is not right',
  );
  expect((await change({ current: PASSWORD, next, again: `${next}!` })).text).toContain('not the same');
  const weak = await change({ current: PASSWORD, next: 'password1234', again: 'password1234' });
  expect([weak.status, weak.text.includes('one of the first that attackers try')]).toEqual([400, true]);
  const done = await change({ current: PASSWORD, next, again: next });
  expect([done.status, done.headers.location]).toEqual([303, '/account?done=password']);
  expect((await laptop.refresh('hello', here.refresh_token)).status).toBe(400);
  expect((await phone.refresh('hello', there.refresh_token)).status).toBe(400);
  expect(await isSignedIn(phone)).toBe(false);
  const again = await laptop.redeem(await laptop.authorize('hello'));
  expect((await laptop.refresh('hello', (again.json as Tokens).refresh_token)).status).toBe(200);
  const fresh = new Browser(identity);
  const begun = await fresh.authorize('hello');
  expect((await fresh.submit(begun.answer, 'grace', PASSWORD)).status).toBe(400);
  expect((await fresh.submit(begun.answer, 'grace', next)).status).toBe(303);
});

test('the logout token is no ID token and no access token', async () => {
  const browser = new Browser(identity);
  const { id_token } = await browser.tokens('hello', 'ada');
  await browser.ask(`/logout?id_token_hint=${id_token}`);
  expect(decodeProtectedHeader(told[0]?.token as string)).toMatchObject({ typ: 'logout+jwt', alg: 'RS256' });
});
