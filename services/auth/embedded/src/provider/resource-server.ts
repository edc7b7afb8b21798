import type { ResourceServer } from 'oidc-provider';
import { LIFETIME } from '../lifetimes.ts';

/** What every access token of ours is: an RS256 `at+jwt` (RFC 9068) for exactly one app. Lifetime in seconds. */
export function resourceServerFor(audience: string, scope: string, lifetime: number = LIFETIME.accessToken) {
  return {
    audience,
    scope,
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetime,
    jwt: { sign: { alg: 'RS256' } },
  } satisfies ResourceServer;
}
