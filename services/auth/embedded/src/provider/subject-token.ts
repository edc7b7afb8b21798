import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { KeyRing } from '../keys/key-ring.ts';

/** Who called whom for the person, the latest first (RFC 8693 §4.1). */
export interface Actor {
  readonly sub: string;
  readonly act?: Actor;
}

/** A person's access token that an app received and wants exchanged. */
export interface SubjectToken {
  readonly accountId: string;
  readonly sid: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  readonly actor: Actor | undefined;
}

/** Calls that lead to calls: more hops than anybody means. */
const MAX_HOPS = 4;

const hopsOf = (actor: Actor | undefined): number => (actor === undefined ? 0 : 1 + hopsOf(actor.act));

/**
 * Reads an access token of ours that is meant for `audience` and alive. Undefined: it is anything else, such as an ID
 * token, another app's token, an expired one, or the token of an app that calls for itself.
 */
export async function readSubjectToken(
  token: string,
  audience: string,
  issuer: string,
  keyRing: KeyRing,
): Promise<SubjectToken | undefined> {
  const keys = createLocalJWKSet({ keys: keyRing.published.keys.map((key) => ({ ...key })) });
  let claims: JWTPayload;
  try {
    const required = ['sub', 'sid', 'exp', 'iat', 'client_id'];
    const options = { issuer, audience, algorithms: ['RS256'], typ: 'at+jwt', requiredClaims: required };
    claims = (await jwtVerify(token, keys, options)).payload;
  } catch {
    return undefined;
  }
  const { sub, sid, exp, act } = claims as JWTPayload & { sid: unknown; act?: Actor };
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return undefined;
  if (claims.aud !== audience || sub === claims.client_id || hopsOf(act) >= MAX_HOPS) return undefined;
  return { accountId: sub, sid, expiresAt: exp, actor: act };
}
