import { tokenInvalid } from './auth-failure.ts';
import { readCaller } from './caller.ts';
import type { User, VerifiedToken } from './user.ts';

/** Whose dialect of OpenID Connect the tokens speak. */
export type ProviderProfile = 'embedded' | 'authentik' | 'generic';

/** What a token has to say to be accepted. */
export interface TokenExpectation {
  readonly profile: ProviderProfile;
  /** Compared byte for byte. */
  readonly issuer: string;
  readonly audience: string;
  /** Of this app: tokens that were issued to another are calls of another app. */
  readonly clientId: string;
  /** Seconds since 1970. */
  readonly now: number;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Clock difference that is forgiven, in seconds. */
export const LEEWAY_SECONDS = 30;

interface Dialect {
  /** Lower case `typ` headers of an access token; `undefined` stands for none. */
  readonly types: readonly (string | undefined)[];
  readonly clientId: (claims: Claims) => unknown;
  /** Tells an access token from an ID token where `typ` does not. */
  readonly isAccessToken: (claims: Claims) => boolean;
}

const DIALECTS: Record<ProviderProfile, Dialect> = {
  // RFC 9068 §2.1: the type alone tells an access token.
  embedded: {
    types: ['at+jwt', 'application/at+jwt'],
    clientId: (claims) => claims.client_id,
    isAccessToken: () => true,
  },
  authentik: {
    types: ['jwt', undefined],
    clientId: (claims) => claims.azp,
    isAccessToken: (claims) => typeof claims.uid === 'string' && typeof claims.scope === 'string',
  },
  generic: {
    types: ['at+jwt', 'application/at+jwt', 'jwt', undefined],
    clientId: (claims) => claims.client_id ?? claims.azp,
    isAccessToken: (claims) =>
      (typeof claims.scope === 'string' || Array.isArray(claims.scp)) &&
      claims.nonce === undefined &&
      claims.at_hash === undefined,
  },
};

/** Refuses a header that no access token of this provider has (RFC 8725 §3.11, RFC 9068 §4). */
export function checkAccessTokenType(typ: unknown, profile: ProviderProfile): void {
  const type = typ === undefined ? undefined : typeof typ === 'string' ? typ.toLowerCase() : '?';
  if (!DIALECTS[profile].types.includes(type)) throw tokenInvalid('it is not an access token');
}

/** Reads the claims of an access token, or refuses it. Says nothing about the signature. */
export function readAccessToken(claims: Claims, keyId: string | undefined, expected: TokenExpectation): VerifiedToken {
  const dialect = DIALECTS[expected.profile];
  if (claims.iss !== expected.issuer) throw tokenInvalid('it was issued by somebody else');
  const audience = readAudience(claims.aud);
  if (!audience.includes(expected.audience)) throw tokenInvalid('it is meant for another app');
  const { issuedAt, expiresAt } = readTimes(claims, expected.now);
  if (!dialect.isAccessToken(claims) || claims.events !== undefined) throw tokenInvalid('it is not an access token');
  // A sender-constrained token is worth nothing without its proof (RFC 9449 §7, RFC 8705 §3).
  if (claims.cnf !== undefined) throw tokenInvalid('it is bound to a key, and no proof came along');
  const clientId = dialect.clientId(claims);
  if (typeof claims.sub !== 'string' || claims.sub === '' || typeof clientId !== 'string' || clientId === '') {
    throw tokenInvalid('it does not say whom it speaks for');
  }
  const caller = readCaller(claims, clientId, expected.clientId);
  return { user: readUser(claims, claims.sub, clientId, caller), audience, issuedAt, expiresAt, keyId };
}

/** RFC 7519 §4.1.3: one string or a list of strings. */
export function readAudience(aud: unknown): readonly string[] {
  if (typeof aud === 'string') return [aud];
  return Array.isArray(aud) && aud.every((one) => typeof one === 'string') ? aud : [];
}

/** Times of RFC 7519 §4.1, in seconds, with the leeway. */
export function readTimes(claims: Claims, now: number): { issuedAt: number; expiresAt: number } {
  const { exp, iat, nbf = iat } = claims;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw tokenInvalid('it has no expiry');
  if (typeof iat !== 'number' || typeof nbf !== 'number') throw tokenInvalid('its times are not numbers');
  if (exp <= now - LEEWAY_SECONDS) throw tokenInvalid('it has expired');
  if (!(iat <= now + LEEWAY_SECONDS && nbf <= now + LEEWAY_SECONDS)) throw tokenInvalid('it is not valid yet');
  return { issuedAt: iat, expiresAt: exp };
}

function readUser(claims: Claims, subject: string, clientId: string, caller: string | null): User {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  // RFC 9068 §2.2: where no person is involved, the subject is the client. Some providers give an app a subject that
  // looks like a person's: what another app got without naming itself as actor is not taken for a person's either.
  const isApp = subject === clientId || (caller !== null && claims.act === undefined);
  const groups = isApp || !Array.isArray(claims.groups) ? [] : claims.groups;
  return Object.freeze({
    kind: isApp ? 'app' : 'person',
    caller,
    id: `${claims.iss}#${subject}`,
    issuer: claims.iss as string,
    subject,
    name: text(claims.name),
    username: text(claims.preferred_username),
    email: text(claims.email),
    groups: groups.filter((group) => typeof group === 'string'),
    sessionId: text(claims.sid),
    clientId,
  });
}
