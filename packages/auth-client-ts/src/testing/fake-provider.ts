import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { type SigningKey, signingKey } from './provider.ts';

/** The person the fake provider knows. */
export interface FakePerson {
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly preferred_username: string;
  readonly groups: readonly string[];
}

/** What a test decides, and what it may count. */
export interface FakeProviderState {
  /** Null: the sign-in page is shown; its button signs in as `visitor`. */
  person: FakePerson | null;
  visitor: FakePerson;
  /** Seconds. */
  expiresIn: number;
  /** Added to the time in tokens, in seconds. */
  clockOffset: number;
  /** Changes the callback's parameters before the redirect. */
  answer: (parameters: URLSearchParams) => void;
  /** Changes the ID token's claims. */
  idClaims: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** Every refresh token is refused from now on. */
  sessionEnded: boolean;
  /** Nothing is answered at all. */
  isDown: boolean;
  readonly authorizations: URLSearchParams[];
  /** `grant_type` of every token request, and whether it was good. */
  readonly tokenRequests: { grant: string; ok: boolean }[];
  readonly logouts: URLSearchParams[];
}

export interface FakeProvider {
  readonly issuer: string;
  readonly state: FakeProviderState;
  close(): Promise<void>;
}

const ADA: FakePerson = {
  sub: '0b9d8c1e-1111-4222-8333-444455556666',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  preferred_username: 'ada',
  groups: ['staff'],
};

interface Issued {
  readonly clientId: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly person: FakePerson;
  family: string;
}

/** A small OpenID provider for browser tests: authorization code with PKCE, rotating refresh tokens, logout. */
export async function fakeProvider(): Promise<FakeProvider> {
  const key = await signingKey('fake-1');
  const codes = new Map<string, Issued>();
  const refreshTokens = new Map<string, Issued>();
  const spentTokens = new Map<string, string>();
  const state: FakeProviderState = {
    person: ADA,
    visitor: ADA,
    expiresIn: 600,
    clockOffset: 0,
    answer: () => {},
    idClaims: (claims) => claims,
    sessionEnded: false,
    isDown: false,
    authorizations: [],
    tokenRequests: [],
    logouts: [],
  };

  const server = createServer((request, response) => {
    if (state.isDown) return request.socket.destroy();
    const url = new URL(request.url ?? '/', issuer);
    response.setHeader('access-control-allow-origin', '*');
    if (url.pathname === '/authorize') return authorize(url, response);
    if (url.pathname === '/token') return void token(request, response);
    if (url.pathname === '/end-session') return endSession(url, response);
    if (url.pathname === '/jwks') return json(response, 200, { keys: [key.jwk] });
    if (url.pathname !== '/.well-known/openid-configuration') return json(response, 404, {});
    json(response, 200, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/end-session`,
      jwks_uri: `${issuer}/jwks`,
      authorization_response_iss_parameter_supported: true,
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://auth.localhost:${(server.address() as AddressInfo).port}`;

  function authorize(url: URL, response: ServerResponse): void {
    const asked = url.searchParams;
    if (!asked.has('signed-in')) state.authorizations.push(asked);
    if (asked.has('signed-in')) state.person = state.visitor;
    if (state.person === null) {
      const onward = `${url.pathname}${url.search}&signed-in=1`.replaceAll('&', '&amp;');
      response.setHeader('content-type', 'text/html').setHeader('cache-control', 'no-store');
      return void response.end(
        `<!doctype html><title>Sign in</title><h1>Sign in</h1><a href="${onward}">Sign in as Ada</a>`,
      );
    }
    const code = crypto.randomUUID();
    codes.set(code, {
      clientId: asked.get('client_id') ?? '',
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge') ?? '',
      redirectUri: asked.get('redirect_uri') ?? '',
      person: state.person,
      family: crypto.randomUUID(),
    });
    const answer = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer });
    state.answer(answer);
    response.writeHead(303, { location: `${asked.get('redirect_uri')}?${answer}` }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request));
    const grant = form.get('grant_type') ?? '';
    const issued = grant === 'refresh_token' ? spendRefresh(form) : spendCode(form);
    state.tokenRequests.push({ grant, ok: issued !== null });
    if (issued === null) return json(response, 400, { error: 'invalid_grant' });
    json(response, 200, await tokens(issued));
  }

  function spendCode(form: URLSearchParams): Issued | null {
    const issued = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return issued?.challenge === challenge && issued.redirectUri === form.get('redirect_uri') ? issued : null;
  }

  function spendRefresh(form: URLSearchParams): Issued | null {
    const raw = form.get('refresh_token') ?? '';
    const issued = refreshTokens.get(raw);
    refreshTokens.delete(raw);
    if (issued !== undefined && !state.sessionEnded) {
      spentTokens.set(raw, issued.family);
      return issued;
    }
    // Used twice: everything of that sign-in dies.
    const family = spentTokens.get(raw);
    for (const [other, { family: theirs }] of refreshTokens) if (theirs === family) refreshTokens.delete(other);
    return null;
  }

  async function tokens(issued: Issued) {
    const now = Math.floor(Date.now() / 1_000) + state.clockOffset;
    const refreshToken = `refresh-${crypto.randomUUID()}`;
    refreshTokens.set(refreshToken, issued);
    const { groups, ...person } = issued.person;
    const common = { iss: issuer, iat: now, exp: now + state.expiresIn, ...person };
    const idClaims = state.idClaims({ ...common, aud: issued.clientId, nonce: issued.nonce });
    const access = {
      ...common,
      aud: `urn:app:${issued.clientId}`,
      client_id: issued.clientId,
      groups,
      jti: crypto.randomUUID(),
    };
    return {
      token_type: 'Bearer',
      expires_in: state.expiresIn,
      access_token: await sign(key, access, 'at+jwt'),
      id_token: await sign(key, idClaims, 'JWT'),
      refresh_token: refreshToken,
    };
  }

  function endSession(url: URL, response: ServerResponse): void {
    state.logouts.push(url.searchParams);
    state.person = null;
    state.sessionEnded = true;
    response.writeHead(303, { location: url.searchParams.get('post_logout_redirect_uri') ?? '/' }).end();
  }

  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { issuer, state, close };
}

function sign(key: SigningKey, claims: Record<string, unknown>, typ: string): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ, kid: key.kid }).sign(key.privateKey);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
