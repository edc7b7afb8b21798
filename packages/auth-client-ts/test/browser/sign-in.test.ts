import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ApiAnswer, type AppHost, appHost, type FakeProvider, fakeProvider } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let browser: Browser;
let folder: string;
let strictFolder: string;
let provider: FakeProvider;
let host: AppHost;
let context: BrowserContext;
let page: Page;
/** `Authorization` of every request to the app's API, and how it is answered. */
let calls: (string | undefined)[];
let answer: (request: IncomingMessage) => ApiAnswer;
let said: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  const site = join(import.meta.dirname, 'site');
  folder = await buildFrontend(site);
  strictFolder = await buildFrontend(site, 'development');
});
afterAll(() => browser.close());

beforeEach(async () => {
  calls = [];
  said = [];
  answer = () => ({ status: 200, body: { ok: true } });
  provider = await fakeProvider();
  host = await open();
  context = await browser.newContext();
  page = await newPage();
});
afterEach(async () => {
  await context.close();
  await host.close();
  await provider.close();
});

const open = (more: { authRequired?: boolean; folder?: string } = {}) =>
  appHost({
    slug: 'site',
    name: 'Site',
    folder,
    issuer: provider.issuer,
    api: (request) => {
      calls.push(request.headers.authorization);
      return answer(request);
    },
    ...more,
  });

async function newPage(): Promise<Page> {
  const made = await context.newPage();
  made.setDefaultTimeout(10_000);
  made.on('console', (message) => said.push(message.text()));
  made.on('pageerror', (error) => said.push(error.message));
  return made;
}

const hello = (on: Page) => on.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
const heading = (on: Page, name: string) => on.getByRole('heading', { name }).waitFor();
const callApi = (on: Page, path = '/api/x') =>
  on.evaluate((to) => window.authFetch(to).then((response) => response.status), path);
const count = (grant: string) => provider.state.tokenRequests.filter((request) => request.grant === grant).length;
/** From now on the API refuses every token that exists today. */
const refuseOldTokens = () => {
  const old = new Set(calls);
  answer = (request) => ({ status: old.has(request.headers.authorization) ? 401 : 200, body: {} });
};

describe('signing in', () => {
  test('by redirect with PKCE, back to where one was, with one token request under StrictMode', async () => {
    await host.close();
    host = await open({ folder: strictFolder });
    await page.goto(`${host.url}/deep/page?tab=2#part`);
    await hello(page);
    expect(page.url()).toBe(`${host.url}/deep/page?tab=2#part`);
    expect(provider.state.authorizations).toHaveLength(1);
    expect(Object.fromEntries(provider.state.authorizations[0]!)).toEqual({
      client_id: 'site',
      response_type: 'code',
      redirect_uri: `${host.url}/auth/callback`,
      scope: 'openid profile email',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(provider.state.tokenRequests).toEqual([{ grant: 'authorization_code', ok: true }]);
    expect(said.filter((line) => !line.includes('React DevTools'))).toEqual([]);
  });

  test('leaves nothing token-like in storage, cookies, address or console', async () => {
    await page.goto(host.url);
    await hello(page);
    await callApi(page);
    const token = calls[0]!.replace('Bearer ', '');
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    for (const text of [kept, said.join('\n')]) {
      expect(text).not.toContain(token.split('.')[2]);
      expect(text).not.toMatch(/eyJ|refresh-|code=|verifier/);
    }
    expect(JSON.stringify(await context.cookies())).not.toMatch(/eyJ|refresh-/);
  });

  test('the code is out of the address before anything is fetched', async () => {
    const seen: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('app-config')) seen.push(page.url());
    });
    await page.goto(host.url);
    await hello(page);
    expect(seen).toHaveLength(2);
    expect(seen.join()).not.toContain('code');
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain('code=');
  });

  test.each(['?code=bookmarked&state=old', '?state=x', '', '?code=a'])(
    'a callback without a beginning (%s) starts one clean sign-in',
    async (query) => {
      await page.goto(`${host.url}/auth/callback${query}`);
      await hello(page);
      expect(page.url()).toBe(`${host.url}/`);
      expect(provider.state.tokenRequests).toEqual([{ grant: 'authorization_code', ok: true }]);
    },
  );

  test('a hostile way back leads to the start page', async () => {
    await page.goto(`${host.url}/somewhere`);
    await hello(page);
    for (const wish of [
      '//evil.test',
      '/\\evil.test',
      'https:evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      'http://evil.test/',
    ]) {
      await page.evaluate((to) => window.signIn(to), wish);
      await page.waitForURL(`${host.url}/`);
      await hello(page);
    }
    await page.evaluate(() => window.signIn('/fine?a=1'));
    await page.waitForURL(`${host.url}/fine?a=1`);
  });

  test.each([3_600_000, -3_600_000])('works on a machine whose clock is %i ms off', async (off) => {
    await page.addInitScript((by) => {
      const real = Date.now;
      Date.now = () => real() + by;
    }, off);
    await page.goto(host.url);
    await hello(page);
    expect(await callApi(page)).toBe(200);
    expect(provider.state.tokenRequests).toHaveLength(1);
  });
});

describe('what is not accepted', () => {
  test.each<[string, () => void]>([
    [
      'another issuer in the answer (RFC 9207)',
      () => {
        provider.state.answer = (answer) => answer.set('iss', 'http://evil.test');
      },
    ],
    [
      'no issuer in the answer',
      () => {
        provider.state.answer = (answer) => answer.delete('iss');
      },
    ],
    [
      'a foreign code',
      () => {
        provider.state.answer = (answer) => answer.set('code', 'foreign');
      },
    ],
    [
      'an ID token with another nonce',
      () => {
        provider.state.idClaims = (claims) => ({ ...claims, nonce: 'x' });
      },
    ],
    [
      'an ID token for another client',
      () => {
        provider.state.idClaims = (claims) => ({ ...claims, aud: 'other' });
      },
    ],
    [
      'an ID token of another issuer',
      () => {
        provider.state.idClaims = (claims) => ({ ...claims, iss: 'http://evil.test' });
      },
    ],
    [
      'an expired ID token',
      () => {
        provider.state.idClaims = (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 120 });
      },
    ],
  ])('%s: an error one can read, nothing kept, no second try', async (_name, spoil) => {
    spoil();
    await page.goto(host.url);
    await heading(page, 'That did not work');
    expect(await page.getByText('AUTH_RESPONSE_INVALID').count()).toBe(1);
    expect(provider.state.authorizations).toHaveLength(1);
    expect(await page.evaluate(() => sessionStorage.getItem('scalr.auth.site.transaction'))).toBeNull();
  });

  test('a foreign state goes in circles three times at most, then says so', async () => {
    provider.state.answer = (answer) => answer.set('state', 'foreign');
    await page.goto(host.url);
    await page.getByText('AUTH_LOOP').waitFor();
    expect(provider.state.authorizations).toHaveLength(3);
    expect(provider.state.tokenRequests).toEqual([]);
    provider.state.answer = () => {};
    await page.getByRole('button', { name: 'Try again' }).click();
    await hello(page);
  });

  test('coming back often is no circle, as long as the app takes the tokens', async () => {
    for (let visit = 1; visit <= 5; visit += 1) {
      await page.goto(`${host.url}/?visit=${visit}`);
      await hello(page);
      expect(await callApi(page)).toBe(200);
    }
    expect(provider.state.authorizations).toHaveLength(5);
  });

  test('a "no" of the provider is shown in its words, and not asked again', async () => {
    provider.state.answer = (answer) => {
      answer.delete('code');
      answer.set('error', 'access_denied');
      answer.set('error_description', 'You need the group <b>staff</b>.');
    };
    await page.goto(host.url);
    await page.getByText('The sign-in service said no: You need the group <b>staff</b>.').waitFor();
    expect(provider.state.authorizations).toHaveLength(1);
  });

  test('while the provider is away there is a text and a second try', async () => {
    provider.state.isDown = true;
    await page.goto(host.url);
    await page.getByText('AUTH_UNREACHABLE').waitFor();
    provider.state.isDown = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await hello(page);
  });

  test('without /app-config.json too', async () => {
    await page.route('**/app-config.json', (route) => route.fulfill({ status: 503, body: 'x' }));
    await page.goto(host.url);
    await page.getByText('AUTH_CONFIG_UNAVAILABLE').waitFor();
    await page.unroute('**/app-config.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await hello(page);
  });
});

describe('calls to the API', () => {
  test('bring the token to this origin and to no other, also not through a redirect', async () => {
    const seen: (string | undefined)[] = [];
    const other: Server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const there = `http://other.localhost:${(other.address() as AddressInfo).port}/`;
    await context.close();
    context = await browser.newContext({ bypassCSP: true });
    page = await newPage();
    await page.goto(host.url);
    await hello(page);
    await page.evaluate((url) => window.authFetch(url), there);
    await page.route('**/api/away', (route) => route.fulfill({ status: 307, headers: { location: there } }));
    await page.evaluate(() => window.authFetch('/api/away').catch(() => null));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((header) => header !== undefined)).toEqual([]);
    expect(await callApi(page)).toBe(200);
    expect(calls[0]).toMatch(/^Bearer eyJ/);
    other.close();
  });

  test('one refresh and one more try on 401, however many calls at once', async () => {
    await page.goto(host.url);
    await hello(page);
    await callApi(page);
    refuseOldTokens();
    const statuses = await page.evaluate(() =>
      Promise.all(
        Array.from({ length: 5 }, () =>
          window.authFetch('/api/x', { method: 'POST', body: '{}' }).then((response) => response.status),
        ),
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(count('refresh_token')).toBe(1);
  });

  test('a 401 that stays is handed on after one more try', async () => {
    await page.goto(host.url);
    await hello(page);
    answer = () => ({ status: 401, body: {} });
    expect(await callApi(page)).toBe(401);
    expect(calls).toHaveLength(2);
    expect(count('refresh_token')).toBe(1);
  });

  test('a token about to expire is renewed before the call', async () => {
    provider.state.expiresIn = 10;
    await page.goto(host.url);
    await hello(page);
    provider.state.expiresIn = 600;
    expect(await callApi(page)).toBe(200);
    expect([count('refresh_token'), calls.length]).toEqual([1, 1]);
  });

  test('offline: the call fails, the session stays', async () => {
    provider.state.expiresIn = 10;
    await page.goto(host.url);
    await hello(page);
    provider.state.isDown = true;
    expect(await page.evaluate(() => window.authFetch('/api/x').catch((error) => error.code))).toBe('AUTH_UNREACHABLE');
    provider.state.isDown = false;
    expect(await callApi(page)).toBe(200);
  });

  test('five tabs make one refresh, and all of them go on', async () => {
    const pages = [page, ...(await Promise.all([1, 2, 3, 4].map(newPage)))];
    for (const tab of pages) {
      await tab.goto(host.url);
      await hello(tab);
      await callApi(tab);
    }
    refuseOldTokens();
    expect(await Promise.all(pages.map((tab) => callApi(tab)))).toEqual([200, 200, 200, 200, 200]);
    expect(count('refresh_token')).toBe(1);
    expect(provider.state.tokenRequests.every((request) => request.ok)).toBe(true);
  });

  test('a session that ended at the provider leads to a new sign-in, and back', async () => {
    await page.goto(`${host.url}/work`);
    await hello(page);
    await callApi(page);
    provider.state.sessionEnded = true;
    refuseOldTokens();
    await page.evaluate(() => void window.authFetch('/api/x'));
    await expect.poll(() => provider.state.authorizations.length).toBe(2);
    await page.waitForURL(`${host.url}/work`);
    await hello(page);
  });
});

describe('signing out', () => {
  test('ends the session at the provider and does not sign in again by itself', async () => {
    await page.goto(host.url);
    await hello(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'You are signed out');
    expect(Object.fromEntries(provider.state.logouts[0]!)).toEqual({
      client_id: 'site',
      post_logout_redirect_uri: `${host.url}/`,
      id_token_hint: expect.stringMatching(/^eyJ/),
    });
    await page.reload();
    await heading(page, 'You are signed out');
    expect(provider.state.authorizations).toHaveLength(1);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Sign in as Ada' }).click();
    await hello(page);
  });

  test('reaches the other tabs', async () => {
    const second = await newPage();
    for (const tab of [page, second]) {
      await tab.goto(host.url);
      await hello(tab);
    }
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(second, 'You are signed out');
    expect(await second.evaluate(() => sessionStorage.getItem('scalr.auth.site.signed-out'))).toBe('1');
  });
});

test('a public app is shown to everybody, and signs in by wish', async () => {
  await host.close();
  host = await open({ authRequired: false });
  await page.goto(host.url);
  await heading(page, 'Hello, stranger');
  expect(provider.state.authorizations).toEqual([]);
  expect(await callApi(page)).toBe(200);
  expect(calls).toEqual([undefined]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await hello(page);
});
