import { describe, expect, test } from 'vitest';
import { callApi, heading, hello, siteUnderTest } from './site-under-test.ts';

const site = siteUnderTest();

describe('what is not accepted', () => {
  test.each<[string, () => void]>([
    [
      'another issuer in the answer (RFC 9207)',
      () => {
        site.provider.state.answer = (answer) => answer.set('iss', 'http://evil.test');
      },
    ],
    [
      'no issuer in the answer',
      () => {
        site.provider.state.answer = (answer) => answer.delete('iss');
      },
    ],
    [
      'a foreign code',
      () => {
        site.provider.state.answer = (answer) => answer.set('code', 'foreign');
      },
    ],
    [
      'an ID token with another nonce',
      () => {
        site.provider.state.idClaims = (claims) => ({ ...claims, nonce: 'x' });
      },
    ],
    [
      'an ID token for another client',
      () => {
        site.provider.state.idClaims = (claims) => ({ ...claims, aud: 'other' });
      },
    ],
    [
      'an ID token of another issuer',
      () => {
        site.provider.state.idClaims = (claims) => ({ ...claims, iss: 'http://evil.test' });
      },
    ],
    [
      'an expired ID token',
      () => {
        site.provider.state.idClaims = (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 120 });
      },
    ],
  ])('%s: an error one can read, nothing kept, no second try', async (_name, spoil) => {
    spoil();
    await site.page.goto(site.host.url);
    await heading(site.page, 'That did not work');
    expect(await site.page.getByText('AUTH_RESPONSE_INVALID').count()).toBe(1);
    expect(site.provider.state.authorizations).toHaveLength(1);
    expect(await site.page.evaluate(() => sessionStorage.getItem('scalr.auth.site.transaction'))).toBeNull();
  });

  test('a foreign state goes in circles three times at most, then says so', async () => {
    site.provider.state.answer = (answer) => answer.set('state', 'foreign');
    await site.page.goto(site.host.url);
    await site.page.getByText('AUTH_LOOP').waitFor();
    expect(site.provider.state.authorizations).toHaveLength(3);
    expect(site.provider.state.tokenRequests).toEqual([]);
    site.provider.state.answer = () => {};
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await hello(site.page);
  });

  test('coming back often is no circle, as long as the app takes the tokens', async () => {
    for (let visit = 1; visit <= 5; visit += 1) {
      await site.page.goto(`${site.host.url}/?visit=${visit}`);
      await hello(site.page);
      expect(await callApi(site.page)).toBe(200);
    }
    expect(site.provider.state.authorizations).toHaveLength(5);
  });

  test('a "no" of the provider is shown in its words, and not asked again', async () => {
    site.provider.state.answer = (answer) => {
      answer.delete('code');
      answer.set('error', 'access_denied');
      answer.set('error_description', 'You need the group <b>staff</b>.');
    };
    await site.page.goto(site.host.url);
    await site.page.getByText('The sign-in service said no: You need the group <b>staff</b>.').waitFor();
    expect(site.provider.state.authorizations).toHaveLength(1);
  });

  test('while the provider is away there is a text and a second try', async () => {
    site.provider.state.isDown = true;
    await site.page.goto(site.host.url);
    await site.page.getByText('AUTH_UNREACHABLE').waitFor();
    site.provider.state.isDown = false;
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await hello(site.page);
  });

  test('without /app-config.json too', async () => {
    await site.page.route('**/app-config.json', (route) => route.fulfill({ status: 503, body: 'x' }));
    await site.page.goto(site.host.url);
    await site.page.getByText('AUTH_CONFIG_UNAVAILABLE').waitFor();
    await site.page.unroute('**/app-config.json');
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await hello(site.page);
  });
});
