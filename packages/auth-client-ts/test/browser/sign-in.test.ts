import { buildFrontend } from '@scalr/auth-client/testing/browser';
import { describe, expect, test } from 'vitest';
import { callApi, hello, openHost, SITE, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();

describe('signing in', () => {
  test('by redirect with PKCE, back to where one was, with one token request under StrictMode', async () => {
    await site.host.close();
    site.host = await openHost(site, { folder: await buildFrontend(SITE, 'development') });
    await site.page.goto(`${site.host.url}/deep/page?tab=2#part`);
    await hello(site.page);
    expect(site.page.url()).toBe(`${site.host.url}/deep/page?tab=2#part`);
    expect(site.provider.state.authorizations).toHaveLength(1);
    expect(Object.fromEntries(site.provider.state.authorizations[0]!)).toEqual({
      client_id: 'site',
      response_type: 'code',
      redirect_uri: `${site.host.url}/auth/callback`,
      scope: 'openid profile email',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(site.provider.state.tokenRequests).toEqual([{ grant: 'authorization_code', ok: true }]);
    expect(site.said.filter((line) => !line.includes('React DevTools'))).toEqual([]);
  });

  test('leaves nothing token-like in storage, cookies, address or console', async () => {
    await site.page.goto(site.host.url);
    await hello(site.page);
    await callApi(site.page);
    const token = site.calls[0]!.replace('Bearer ', '');
    const kept = await site.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    for (const text of [kept, site.said.join('\n')]) {
      expect(text).not.toContain(token.split('.')[2]);
      expect(text).not.toMatch(/eyJ|refresh-|code=|verifier/);
    }
    expect(JSON.stringify(await site.context.cookies())).not.toMatch(/eyJ|refresh-/);
  });

  test('the code is out of the address before anything is fetched', async () => {
    const seen: string[] = [];
    site.page.on('request', (request) => {
      if (request.url().includes('app-config')) seen.push(site.page.url());
    });
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(seen).toHaveLength(2);
    expect(seen.join()).not.toContain('code');
    await site.page.goBack().catch(() => null);
    expect(site.page.url()).not.toContain('code=');
  });

  test.each(['?code=bookmarked&state=old', '?state=x', '', '?code=a'])(
    'a callback without a beginning (%s) starts one clean sign-in',
    async (query) => {
      await site.page.goto(`${site.host.url}/auth/callback${query}`);
      await hello(site.page);
      expect(site.page.url()).toBe(`${site.host.url}/`);
      expect(site.provider.state.tokenRequests).toEqual([{ grant: 'authorization_code', ok: true }]);
    },
  );

  test('a hostile way back leads to the start page', async () => {
    await site.page.goto(`${site.host.url}/somewhere`);
    await hello(site.page);
    for (const wish of [
      '//evil.test',
      '/\\evil.test',
      'https:evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      'http://evil.test/',
    ]) {
      await site.page.evaluate((to) => window.signIn(to), wish);
      await site.page.waitForURL(`${site.host.url}/`);
      await hello(site.page);
    }
    await site.page.evaluate(() => window.signIn('/fine?a=1'));
    await site.page.waitForURL(`${site.host.url}/fine?a=1`);
  });

  test.each([3_600_000, -3_600_000])('works on a machine whose clock is %i ms off', async (off) => {
    await site.page.addInitScript((by) => {
      const real = Date.now;
      Date.now = () => real() + by;
    }, off);
    await site.page.goto(site.host.url);
    await hello(site.page);
    expect(await callApi(site.page)).toBe(200);
    expect(site.provider.state.tokenRequests).toHaveLength(1);
  });
});
