import { describe, expect, test } from 'vitest';
import { callApi, heading, hello, newPage, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();

describe('under a strict policy', () => {
  test('signing in, calling, renewing and signing out break no rule of it, and the rules are on', async () => {
    await site.page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
        console.log(`broken: ${violatedDirective}`),
      );
    });
    site.provider.state.expiresIn = 10;
    await site.page.goto(site.host.url);
    await hello(site.page);
    site.provider.state.expiresIn = 600;
    expect(await callApi(site.page)).toBe(200);
    await site.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(site.page, 'You are signed out');
    expect(site.said).toEqual([]);
    const refused = await site.page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>text</b>';
        return null;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(refused).toBe('TypeError');
    await expect.poll(() => site.said.join()).toContain('broken: require-trusted-types-for');
  });

  test('no frame is ever made, and nothing but the app and its provider is asked', async () => {
    const frames: string[] = [];
    const origins = new Set<string>();
    site.page.on('frameattached', (frame) => frames.push(frame.url()));
    site.page.on('request', (request) => origins.add(new URL(request.url()).origin));
    site.provider.state.expiresIn = 10;
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(await callApi(site.page)).toBe(200);
    await site.page.reload();
    await hello(site.page);
    expect(frames).toEqual([]);
    expect(origins).toEqual(new Set([site.host.url, site.provider.issuer]));
  });
});

test('nothing listens to messages of other windows', async () => {
  await site.page.addInitScript(() => {
    const add = window.addEventListener.bind(window);
    window.addEventListener = ((type: string, ...rest: [EventListener]) => {
      if (type === 'message') console.log('listens to messages');
      add(type, ...rest);
    }) as typeof window.addEventListener;
  });
  await site.page.goto(site.host.url);
  await hello(site.page);
  expect(await callApi(site.page)).toBe(200);
  expect(site.said).toEqual([]);
});

test('at an address that browsers do not trust it says so, and sends nobody away', async () => {
  const address = 'http://site.test';
  await site.page.route(`${address}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const url = `http://127.0.0.1:${new URL(site.host.url).port}${pathname}`;
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  await site.page.goto(address);
  await site.page.getByText('AUTH_INSECURE_CONTEXT').waitFor();
  expect(site.provider.state.authorizations).toEqual([]);
});

describe('autoSignIn off', () => {
  const address = () => `${site.host.url}/?auto=off`;

  test('shows the app to everybody and asks nobody, until the person wishes it', async () => {
    await site.page.goto(address());
    await heading(site.page, 'Hello, stranger');
    expect(await callApi(site.page)).toBe(200);
    expect(site.calls).toEqual([undefined]);
    expect(site.provider.state.authorizations).toEqual([]);
    await site.page.getByRole('button', { name: 'Sign in' }).click();
    await hello(site.page);
    expect(site.page.url()).toBe(address());
    expect(site.provider.state.tokenRequests).toEqual([{ grant: 'authorization_code', ok: true }]);
  });

  test('a session that ends does not lead away from the page', async () => {
    await site.page.goto(address());
    await site.page.getByRole('button', { name: 'Sign in' }).click();
    await hello(site.page);
    site.provider.state.sessionEnded = true;
    site.answer = () => ({ status: 401, body: {} });
    expect(await callApi(site.page)).toBe(401);
    await heading(site.page, 'Hello, stranger');
    expect(site.provider.state.authorizations).toHaveLength(1);
  });

  test('signing out in another tab shows here, too', async () => {
    const second = await newPage(site);
    for (const tab of [site.page, second]) {
      await tab.goto(address());
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await hello(tab);
    }
    await site.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(second, 'Hello, stranger');
  });
});
