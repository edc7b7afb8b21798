import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { callApi, heading, hello, newPage, refuseOldTokens, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();
const count = (grant: string) => site.provider.state.tokenRequests.filter((request) => request.grant === grant).length;

/** From now on a page's wall clock can be moved while it runs. The monotonic one stays: as on a laptop that sleeps. */
const withMovableClock = (page: Page) =>
  page.addInitScript(() => {
    const real = Date.now;
    const offset = { ms: 0 };
    Date.now = () => real() + offset.ms;
    Object.assign(window, { moveClock: (ms: number) => Object.assign(offset, { ms }) });
  });
const moveClock = (page: Page, ms: number) =>
  page.evaluate((by) => (window as unknown as { moveClock(by: number): void }).moveClock(by), ms);
/** The world goes on, and so do all wall clocks. */
async function sleep(pages: readonly Page[], seconds: number): Promise<void> {
  site.provider.state.clockOffset += seconds;
  for (const page of pages) await moveClock(page, seconds * 1_000);
}

describe('time', () => {
  test('after a sleep the first calls renew the token once, and no call goes out with the old one', async () => {
    await withMovableClock(site.page);
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(await callApi(site.page)).toBe(200);
    await sleep([site.page], 2 * 3_600);
    expect(await Promise.all([1, 2, 3].map(() => callApi(site.page)))).toEqual([200, 200, 200]);
    expect(count('refresh_token')).toBe(1);
    expect(site.calls.slice(1)).not.toContain(site.calls[0]);
    expect(new Set(site.calls.slice(1)).size).toBe(1);
  });

  test('a sleep that outlived the session at the provider leads to one new sign-in, and back', async () => {
    await withMovableClock(site.page);
    await site.page.goto(`${site.host.url}/work?tab=3`);
    await hello(site.page);
    expect(await callApi(site.page)).toBe(200);
    site.provider.state.sessionEnded = true;
    await sleep([site.page], 12 * 3_600);
    await site.page.evaluate(() => void window.authFetch('/api/x').catch(() => {}));
    await expect.poll(() => count('authorization_code')).toBe(2);
    await hello(site.page);
    expect(site.page.url()).toBe(`${site.host.url}/work?tab=3`);
    expect([count('refresh_token'), site.provider.state.authorizations.length]).toEqual([1, 2]);
  });

  test.each([3_600_000, -3_600_000])('a clock that is set %i ms off while somebody is signed in', async (by) => {
    await withMovableClock(site.page);
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(await callApi(site.page)).toBe(200);
    await moveClock(site.page, by);
    refuseOldTokens(site);
    expect(await callApi(site.page)).toBe(200);
    expect(await callApi(site.page)).toBe(200);
    expect([count('authorization_code'), count('refresh_token')]).toEqual([1, 1]);
  });

  test('a clock that is set back makes no token live longer, and none is asked for in vain', async () => {
    await withMovableClock(site.page);
    await site.page.goto(site.host.url);
    await hello(site.page);
    await moveClock(site.page, -3_600_000);
    expect(await Promise.all([1, 2, 3].map(() => callApi(site.page)))).toEqual([200, 200, 200]);
    expect(count('refresh_token')).toBe(0);
  });

  test('five tabs that wake together make one refresh', async () => {
    const pages = [site.page, ...(await Promise.all([1, 2, 3, 4].map(() => newPage(site))))];
    for (const tab of pages) {
      await withMovableClock(tab);
      await tab.goto(site.host.url);
      await hello(tab);
    }
    // Each tab has signed in for itself, and the others took its tokens over.
    const before = count('refresh_token');
    await sleep(pages, 2 * 3_600);
    expect(await Promise.all(pages.map((tab) => callApi(tab)))).toEqual([200, 200, 200, 200, 200]);
    expect(count('refresh_token') - before).toBe(1);
    expect(site.provider.state.tokenRequests.every(({ ok }) => ok)).toBe(true);
  });
});

test('without a network a call fails, nobody is signed out, and afterwards all is as before', async () => {
  await site.page.goto(site.host.url);
  await hello(site.page);
  await callApi(site.page);
  await site.context.setOffline(true);
  expect(await site.page.evaluate(() => window.authFetch('/api/x').catch((error) => error.name))).toBe('TypeError');
  await heading(site.page, 'Hello, Ada Lovelace');
  await site.context.setOffline(false);
  refuseOldTokens(site);
  expect(await callApi(site.page)).toBe(200);
  expect([count('authorization_code'), count('refresh_token')]).toEqual([1, 1]);
});

describe('history', () => {
  test('a reload signs in again without a question, by one redirect', async () => {
    await site.page.goto(`${site.host.url}/deep?tab=2`);
    await hello(site.page);
    await site.page.reload();
    await hello(site.page);
    expect(site.page.url()).toBe(`${site.host.url}/deep?tab=2`);
    expect([count('authorization_code'), site.provider.state.authorizations.length]).toEqual([2, 2]);
  });

  test('five reloads in a row are a person, not a circle', async () => {
    await site.page.goto(site.host.url);
    for (let turn = 0; turn < 5; turn += 1) {
      await hello(site.page);
      await site.page.reload();
    }
    await hello(site.page);
    expect(await site.page.getByText('AUTH_LOOP').count()).toBe(0);
  });

  test('the very address that the provider sent is worth nothing a second time', async () => {
    const answers: string[] = [];
    site.page.on('request', (request) => {
      if (request.url().includes('/auth/callback')) answers.push(request.url());
    });
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(answers).toHaveLength(1);
    await site.page.goto(answers[0] as string);
    await hello(site.page);
    expect(site.page.url()).toBe(`${site.host.url}/`);
    // One for each sign-in: the old code was not sent again.
    expect(site.provider.state.tokenRequests).toEqual([
      { grant: 'authorization_code', ok: true },
      { grant: 'authorization_code', ok: true },
    ]);
    expect(site.provider.state.authorizations).toHaveLength(2);
  });

  test('"back" after a sign-in ends signed in, without an error and without a code in the address', async () => {
    site.provider.state.person = null;
    await site.page.goto(`${site.host.url}/first`);
    await site.page.getByRole('link', { name: 'Sign in as Ada' }).click();
    await hello(site.page);
    await site.page.goto(`${site.host.url}/second`);
    await hello(site.page);
    await site.page.goBack();
    await hello(site.page);
    // As any app does: its server took the token, so this is no circle.
    expect(await callApi(site.page)).toBe(200);
    expect(site.page.url()).toBe(`${site.host.url}/first`);
    await site.page.goBack();
    await hello(site.page);
    expect(site.page.url()).toMatch(new RegExp(`^${site.host.url}/(?!auth)`));
    expect(site.provider.state.tokenRequests.every(({ ok }) => ok)).toBe(true);
  });

  test('a session that no renewal brings back is tried three times within a minute, not more', async () => {
    site.answer = () => ({ status: 401, body: {} });
    site.provider.state.sessionEnded = true;
    await site.page.addInitScript(() => {
      // An app whose first view asks its API, which never takes the token.
      const timer = setInterval(() => {
        if (window.authFetch === undefined) return;
        clearInterval(timer);
        void window.authFetch('/api/x').catch(() => {});
      }, 10);
    });
    await site.page.goto(site.host.url);
    await site.page.getByText('AUTH_LOOP').waitFor();
    expect(site.provider.state.authorizations).toHaveLength(3);
  });
});
