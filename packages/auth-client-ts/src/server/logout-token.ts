import { logoutRefused } from './auth-failure.ts';
import type { Claims, TokenExpectation } from './claims.ts';
import { readAudience, readTimes } from './claims.ts';
import type { LogoutNotice } from './ended-sessions.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_LIFE_SECONDS = 120;

/**
 * Reads a logout token (OpenID Connect Back-Channel Logout §2.6), or refuses it with 400.
 * `expected.audience` is the client id. Says nothing about the signature.
 */
export function readLogoutToken(claims: Claims, typ: unknown, expected: TokenExpectation): LogoutNotice {
  const type = typeof typ === 'string' ? typ.toLowerCase() : undefined;
  const typed = type === 'logout+jwt' || type === 'application/logout+jwt';
  // Providers older than the registration of the type send none, or "JWT".
  const untyped = expected.profile !== 'embedded' && (typ === undefined || type === 'jwt');
  if (!typed && !untyped) throw logoutRefused('its type is not logout+jwt');
  if (claims.iss !== expected.issuer) throw logoutRefused('it was issued by somebody else');
  if (!readAudience(claims.aud).includes(expected.audience)) throw logoutRefused('it is meant for another client');
  const { issuedAt, expiresAt } = readTimes(claims, expected.now);
  if (expiresAt - issuedAt > MAX_LIFE_SECONDS && expected.profile === 'embedded') {
    throw logoutRefused('it lives longer than two minutes');
  }
  const events = claims.events as Claims | null | undefined;
  if (typeof events !== 'object' || typeof events?.[EVENT] !== 'object' || events[EVENT] === null) {
    throw logoutRefused('it does not hold the logout event');
  }
  if (claims.nonce !== undefined) throw logoutRefused('it holds a nonce');
  if (typeof claims.jti !== 'string' || claims.jti === '') throw logoutRefused('it has no id');
  const sessionId = typeof claims.sid === 'string' ? claims.sid : null;
  const subject = typeof claims.sub === 'string' ? claims.sub : null;
  if (sessionId === null && subject === null) throw logoutRefused('it names neither a session nor a subject');
  return { tokenId: claims.jti, sessionId, subject, issuedAt };
}
