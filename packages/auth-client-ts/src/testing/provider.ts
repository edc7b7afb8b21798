import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'http://auth.localhost:8080';
export const AUDIENCE = 'urn:app:example';
export const CLIENT_ID = 'example';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: Record<string, unknown>;
}

/** A fresh RSA pair. */
export async function signingKey(kid: string, modulusLength = 2048): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength, extractable: true });
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** A key set behind real HTTP, whose answer the test decides. */
export interface KeyServer {
  readonly url: string;
  readonly state: {
    requests: number;
    status: number;
    body: string;
    delayMs: number;
    publish(keys: readonly SigningKey[]): void;
  };
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback. */
export async function keyServer(first: readonly SigningKey[]): Promise<KeyServer> {
  const state = {
    requests: 0,
    status: 200,
    body: JSON.stringify({ keys: first.map((key) => key.jwk) }),
    delayMs: 0,
    publish(keys: readonly SigningKey[]) {
      state.body = JSON.stringify({ keys: keys.map((key) => key.jwk) });
    },
  };
  const server = createServer((_request, response) => {
    state.requests += 1;
    const answer = () => response.writeHead(state.status, { 'content-type': 'application/json' }).end(state.body);
    if (state.delayMs === 0) answer();
    else setTimeout(answer, state.delayMs).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, state, close };
}

export interface TokenWish {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  /** Seconds since 1970. */
  readonly now: number;
}

/** An access token as the embedded provider makes it, and whatever the test wants different. */
export function accessToken(key: SigningKey, { claims = {}, header = {}, now }: TokenWish): Promise<string> {
  const payload: Record<string, unknown> = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'a1b2',
    client_id: CLIENT_ID,
    iat: now,
    exp: now + 600,
    jti: crypto.randomUUID(),
    sid: 'session-1',
    groups: ['staff'],
    name: 'Ada Lovelace',
    preferred_username: 'ada',
    email: 'ada@example.com',
    ...claims,
  };
  return new SignJWT(withoutUndefined(payload))
    .setProtectedHeader(withoutUndefined({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header }) as { alg: string })
    .sign(key.privateKey);
}

/** A back-channel logout token as the embedded provider makes it. */
export function logoutToken(key: SigningKey, { claims = {}, header = {}, now }: TokenWish): Promise<string> {
  const payload = {
    iss: ISSUER,
    aud: CLIENT_ID,
    sub: 'a1b2',
    sid: 'session-1',
    iat: now,
    exp: now + 120,
    jti: crypto.randomUUID(),
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    ...claims,
  };
  return new SignJWT(withoutUndefined(payload))
    .setProtectedHeader(
      withoutUndefined({ alg: 'RS256', typ: 'logout+jwt', kid: key.kid, ...header }) as { alg: string },
    )
    .sign(key.privateKey);
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
