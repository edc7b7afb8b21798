import { describe, expect, test } from 'vitest';
import { callApi, heading, hello, newPage, openHost, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();

describe('signing out', () => {
  test('ends the session at the provider and does not sign in again by itself', async () => {
    await site.page.goto(site.host.url);
    await hello(site.page);
    await site.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(site.page, 'You are signed out');
    expect(Object.fromEntries(site.provider.state.logouts[0]!)).toEqual({
      client_id: 'site',
      post_logout_redirect_uri: `${site.host.url}/`,
      id_token_hint: expect.stringMatching(/^eyJ/),
    });
    await site.page.reload();
    await heading(site.page, 'You are signed out');
    expect(site.provider.state.authorizations).toHaveLength(1);
    await site.page.getByRole('button', { name: 'Sign in' }).click();
    await site.page.getByRole('link', { name: 'Sign in as Ada' }).click();
    await hello(site.page);
  });

  test('reaches the other tabs', async () => {
    const second = await newPage(site);
    for (const tab of [site.page, second]) {
      await tab.goto(site.host.url);
      await hello(tab);
    }
    await site.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(second, 'You are signed out');
    expect(await second.evaluate(() => sessionStorage.getItem('scalr.auth.site.signed-out'))).toBe('1');
  });
});

test('a public app is shown to everybody, and signs in by wish', async () => {
  await site.host.close();
  site.host = await openHost(site, { authRequired: false });
  await site.page.goto(site.host.url);
  await heading(site.page, 'Hello, stranger');
  expect(site.provider.state.authorizations).toEqual([]);
  expect(await callApi(site.page)).toBe(200);
  expect(site.calls).toEqual([undefined]);
  await site.page.getByRole('button', { name: 'Sign in' }).click();
  await hello(site.page);
});
