import { createVerifier, type ProviderProfile, requireUserHook } from '@scalr/auth-client/server';
import fastify from 'fastify';
import type { MutableToken } from 'oauth2-mock-server';
import { afterEach, describe, expect, test } from 'vitest';
import { type OtherProvider, otherProvider } from './other-provider.ts';

const SUBJECT = 'f3b5';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A backend that knows its provider by nothing but the discovery document. */
async function backend(provider: OtherProvider, profile: ProviderProfile, audience: string) {
  closing.push(provider.close);
  const { issuer = '', jwks_uri: jwksUrl = '' } = await provider.discover();
  const verifier = createVerifier({ profile, issuer, jwksUrl, audience, clientId: 'site', requiredGroups: ['staff'] });
  const server = fastify();
  server.addHook('onRequest', requireUserHook(verifier));
  server.get('/', async ({ user }) => user);
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  closing.push(() => server.close());
  return async (token: string) => {
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: await answer.json(), challenge: answer.headers.get('www-authenticate') };
  };
}

const isAccess = ({ payload }: MutableToken) => payload.scope !== undefined;
const jwksRequests = ({ requests }: OtherProvider) => requests.filter((path) => path === '/jwks').length;

const PERSON = { sub: SUBJECT, name: 'Ada Lovelace', groups: ['staff'] };
const generic = (change: Record<string, unknown> = {}) =>
  otherProvider({
    sign: (token) => {
      Object.assign(token.payload, PERSON);
      if (isAccess(token)) Object.assign(token.payload, { aud: 'api://site', client_id: 'site', ...change });
    },
  });

describe('profile generic', () => {
  test('a token of a provider that is not ours opens the app, and its keys are fetched once', async () => {
    const provider = await generic();
    const ask = await backend(provider, 'generic', 'api://site');
    const tokens = [await provider.tokens(), await provider.tokens(), await provider.tokens()];
    const answers = await Promise.all(tokens.map(({ access_token }) => ask(access_token)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]!.body).toEqual({
      kind: 'person',
      caller: null,
      id: `${provider.issuer}#${SUBJECT}`,
      issuer: provider.issuer,
      subject: SUBJECT,
      name: 'Ada Lovelace',
      username: null,
      email: null,
      groups: ['staff'],
      sessionId: null,
      clientId: 'site',
    });
    expect(jwksRequests(provider)).toBe(1);
  });

  test('its ID token opens nothing', async () => {
    const provider = await generic();
    const ask = await backend(provider, 'generic', 'site');
    const { status, body } = await ask((await provider.tokens()).id_token);
    expect([status, body.code, body.detail]).toEqual([
      401,
      'AUTH_TOKEN_INVALID',
      'The access token is not accepted: it is not an access token.',
    ]);
  });

  test.each([
    ['another audience', { aud: 'api://other' }, 'it is meant for another app'],
    ['no audience', { aud: undefined }, 'it is meant for another app'],
    ['another issuer', { iss: 'http://127.0.0.1:1' }, 'it was issued by somebody else'],
    ['a past expiry', { exp: 1_000_000_000 }, 'it has expired'],
  ])('%s is refused before keys are asked for', async (_name, change, reason) => {
    const provider = await generic(change);
    const ask = await backend(provider, 'generic', 'api://site');
    const { status, body, challenge } = await ask((await provider.tokens()).access_token);
    expect([status, body.code, body.detail]).toEqual([
      401,
      'AUTH_TOKEN_INVALID',
      `The access token is not accepted: ${reason}.`,
    ]);
    expect(challenge).toBe(
      `Bearer realm="api://site", error="invalid_token", error_description="The access token is not accepted: ${reason}."`,
    );
    expect(jwksRequests(provider)).toBe(0);
  });

  test('a token that another provider signed is refused, whatever it claims', async () => {
    const provider = await generic();
    const ask = await backend(provider, 'generic', 'api://site');
    const impostor = await generic({ iss: provider.issuer });
    closing.push(impostor.close);
    expect((await ask((await impostor.tokens()).access_token)).status).toBe(401);
  });

  test('a group that is needed and missing is 403', async () => {
    const provider = await generic({ groups: ['guests'] });
    const ask = await backend(provider, 'generic', 'api://site');
    expect((await ask((await provider.tokens()).access_token)).status).toBe(403);
  });
});

// One issuer per app with a slash at its end, the audience is the client, and the type says nothing.
const authentik = (change: Record<string, unknown> = {}) =>
  otherProvider({
    path: '/application/o/site/',
    sign: (token) => {
      const common = {
        ...PERSON,
        aud: 'site',
        nonce: 'n',
        at_hash: 'h',
        sid: 's1',
        auth_time: 1,
        acr: 'goauthentik.io',
      };
      const access = isAccess(token) ? { azp: 'site', uid: 'Yc1lkvXT', ...change } : {};
      Object.assign(token.payload, common, access);
    },
  });

describe('profile authentik', () => {
  test('a token as authentik makes it opens the app', async () => {
    const provider = await authentik();
    expect(provider.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/application\/o\/site\/$/);
    const ask = await backend(provider, 'authentik', 'site');
    const { status, body } = await ask((await provider.tokens()).access_token);
    expect([status, body.id, body.clientId, body.sessionId]).toEqual([
      200,
      `${provider.issuer}#${SUBJECT}`,
      'site',
      's1',
    ]);
    expect(jwksRequests(provider)).toBe(1);
  });

  test.each([
    ['its ID token', {}, 'id_token'],
    ['another app', { aud: 'other', azp: 'other' }, 'access_token'],
    ['no client', { azp: undefined }, 'access_token'],
    ['no uid', { uid: undefined }, 'access_token'],
    ['a past expiry', { exp: 1_000_000_000 }, 'access_token'],
  ] as const)('%s is refused', async (_name, change, kind) => {
    const provider = await authentik(change);
    const ask = await backend(provider, 'authentik', 'site');
    expect((await ask((await provider.tokens())[kind])).status).toBe(401);
  });

  test('an issuer without its slash is another issuer', async () => {
    const change: Record<string, unknown> = {};
    const provider = await authentik(change);
    change.iss = provider.issuer.slice(0, -1);
    const ask = await backend(provider, 'authentik', 'site');
    const { status, body } = await ask((await provider.tokens()).access_token);
    expect([status, body.detail]).toEqual([401, 'The access token is not accepted: it was issued by somebody else.']);
  });

  test('is not what the embedded provider would send', async () => {
    const provider = await authentik();
    const ask = await backend(provider, 'embedded', 'site');
    expect((await ask((await provider.tokens()).access_token)).status).toBe(401);
  });
});
