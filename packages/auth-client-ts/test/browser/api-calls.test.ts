import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { callApi, hello, newPage, refuseOldTokens, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();
const count = (grant: string) => site.provider.state.tokenRequests.filter((request) => request.grant === grant).length;

describe('calls to the API', () => {
  test('bring the token to this origin and to no other, also not through a redirect', async () => {
    const seen: (string | undefined)[] = [];
    const other: Server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const there = `http://other.localhost:${(other.address() as AddressInfo).port}/`;
    await site.context.close();
    site.context = await site.browser.newContext({ bypassCSP: true });
    site.page = await newPage(site);
    await site.page.goto(site.host.url);
    await hello(site.page);
    await site.page.evaluate((url) => window.authFetch(url), there);
    await site.page.route('**/api/away', (route) => route.fulfill({ status: 307, headers: { location: there } }));
    await site.page.evaluate(() => window.authFetch('/api/away').catch(() => null));
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((header) => header !== undefined)).toEqual([]);
    expect(await callApi(site.page)).toBe(200);
    expect(site.calls[0]).toMatch(/^Bearer eyJ/);
    other.close();
  });

  test('one refresh and one more try on 401, however many calls at once', async () => {
    await site.page.goto(site.host.url);
    await hello(site.page);
    await callApi(site.page);
    refuseOldTokens(site);
    const statuses = await site.page.evaluate(() =>
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
    await site.page.goto(site.host.url);
    await hello(site.page);
    site.answer = () => ({ status: 401, body: {} });
    expect(await callApi(site.page)).toBe(401);
    expect(site.calls).toHaveLength(2);
    expect(count('refresh_token')).toBe(1);
  });

  test('a body that is a stream is sent once, whatever the answer', async () => {
    await site.page.goto(site.host.url);
    await hello(site.page);
    // Browsers send streams over HTTP/2 alone, so what would be sent is counted here.
    const seen = await site.page.evaluate(async () => {
      const real = window.fetch;
      const sent: string[] = [];
      window.fetch = async (input) => {
        sent.push((input as Request).url);
        return new Response(null, { status: 401 });
      };
      const body = new ReadableStream({ start: (controller) => controller.close() });
      const stream = { method: 'POST', body, duplex: 'half' } as RequestInit;
      const { status } = await window.authFetch('/api/x', stream);
      window.fetch = real;
      return { status, times: sent.length };
    });
    expect(seen).toEqual({ status: 401, times: 1 });
    expect(count('refresh_token')).toBe(0);
  });

  test('a token about to expire is renewed before the call', async () => {
    site.provider.state.expiresIn = 10;
    await site.page.goto(site.host.url);
    await hello(site.page);
    site.provider.state.expiresIn = 600;
    expect(await callApi(site.page)).toBe(200);
    expect([count('refresh_token'), site.calls.length]).toEqual([1, 1]);
  });

  test('offline: the call fails, the session stays', async () => {
    site.provider.state.expiresIn = 10;
    await site.page.goto(site.host.url);
    await hello(site.page);
    site.provider.state.isDown = true;
    expect(await site.page.evaluate(() => window.authFetch('/api/x').catch((error) => error.code))).toBe(
      'AUTH_UNREACHABLE',
    );
    site.provider.state.isDown = false;
    expect(await callApi(site.page)).toBe(200);
  });

  test('five tabs make one refresh, and all of them go on', async () => {
    const pages = [site.page, ...(await Promise.all([1, 2, 3, 4].map(() => newPage(site))))];
    for (const tab of pages) {
      await tab.goto(site.host.url);
      await hello(tab);
      await callApi(tab);
    }
    refuseOldTokens(site);
    expect(await Promise.all(pages.map((tab) => callApi(tab)))).toEqual([200, 200, 200, 200, 200]);
    expect(count('refresh_token')).toBe(1);
    expect(site.provider.state.tokenRequests.every((request) => request.ok)).toBe(true);
  });

  test('a session that ended at the provider leads to a new sign-in, and back', async () => {
    await site.page.goto(`${site.host.url}/work`);
    await hello(site.page);
    await callApi(site.page);
    site.provider.state.sessionEnded = true;
    refuseOldTokens(site);
    await site.page.evaluate(() => void window.authFetch('/api/x'));
    await expect.poll(() => site.provider.state.authorizations.length).toBe(2);
    await site.page.waitForURL(`${site.host.url}/work`);
    await hello(site.page);
  });
});
