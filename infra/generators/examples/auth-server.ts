import { createServer } from 'node:http';
import {
  AuthFailure,
  authProblem,
  createAppCaller,
  createSessionIndex,
  createVerifier,
  memoryEndedSessions,
  requireUser,
  requireUserHook,
  type TokenCarrier,
  userOf,
} from '@scalr/auth-client/server';

// Example: createVerifier, memoryEndedSessions
export const verifier = createVerifier({
  profile: 'embedded',
  issuer: 'http://auth.localhost',
  jwksUrl: 'http://auth.localhost/jwks',
  audience: 'urn:app:hello',
  clientId: 'hello',
  requiredGroups: ['staff'],
  endedSessions: memoryEndedSessions(),
});

// Example: requireUser, AuthFailure, authProblem
export const server = createServer(async (request, response) => {
  try {
    const user = await requireUser(verifier, request, { groups: ['managers'] });
    response.end(`Hello, ${user.name}`);
  } catch (error) {
    if (!(error instanceof AuthFailure)) throw error;
    response.writeHead(error.status, {
      ...error.headers(verifier.audience),
      'content-type': 'application/problem+json',
    });
    response.end(JSON.stringify(authProblem(error)));
  }
});

// Example: userOf
export async function nameOf(request: TokenCarrier): Promise<string | null> {
  const known = userOf(verifier, request);
  return (known instanceof Promise ? await known : known).name;
}

// Example: requireUserHook
export const onRequest = requireUserHook(verifier, { apps: ['desk'] }); // fastify.addHook('onRequest', onRequest)

// Example: createAppCaller
export const callApp = createAppCaller({
  clientId: 'desk.service',
  clientSecret: process.env.OIDC_CLIENT_SECRET ?? '',
  tokenUrl: 'http://auth.localhost/token',
  apps: { billing: 'http://billing.localhost' },
});

export async function invoicesOf(request: TokenCarrier): Promise<unknown> {
  const answer = await callApp('billing', '/api/invoices', { as: 'user', request });
  return answer.ok ? answer.json() : [];
}

// Example: createSessionIndex
export const index = createSessionIndex(Date.now);
index.add({ tokenId: 'a1', sessionId: 's1', subject: null, issuedAt: 1_790_000_000 }); // true; the second time false
