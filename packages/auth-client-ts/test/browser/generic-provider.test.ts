import { createVerifier } from '@scalr/auth-client/server';
import { appHost } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import { expect, test } from 'vitest';
import { otherProvider } from '../other-provider.ts';
import { SITE } from './site-under-test.ts';

test('a person signs in through a provider that is not ours, and the API takes that token', async () => {
  const provider = await otherProvider({
    sign: ({ payload }) => {
      Object.assign(payload, { name: 'Ada Lovelace' });
      if (payload.scope !== undefined) Object.assign(payload, { aud: 'urn:app:site', client_id: 'site' });
    },
  });
  const { issuer = '', jwks_uri: jwksUrl = '' } = await provider.discover();
  const verifier = createVerifier({
    ...{ profile: 'generic', issuer, jwksUrl, audience: 'urn:app:site', clientId: 'site' },
  });
  const host = await appHost({
    ...{ slug: 'site', name: 'Site', folder: await buildFrontend(SITE), issuer },
    api: async ({ headers }) => {
      const user = await verifier.verify((headers.authorization ?? '').replace('Bearer ', ''));
      return { status: 200, body: { subject: user.subject } };
    },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${host.url}/deep?tab=2`);
    await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
    expect(page.url()).toBe(`${host.url}/deep?tab=2`);
    expect(await page.evaluate(() => window.authFetch('/api/who').then((answer) => answer.json()))).toEqual({
      subject: 'johndoe',
    });
    expect(provider.requests.filter((path) => path === '/authorize' || path === '/token')).toEqual([
      '/authorize',
      '/token',
    ]);
  } finally {
    await browser.close();
    await host.close();
    await provider.close();
  }
});
