import { AuthFailure, callerRefused, groupMissing, logoutRefused, sessionEnded } from './auth-failure.ts';
import { checkAccessTokenType, LEEWAY_SECONDS, type ProviderProfile, readAccessToken } from './claims.ts';
import { checkSignature, parseCompactToken } from './compact-token.ts';
import { type EndedSessions, type LogoutNotice, memoryEndedSessions } from './ended-sessions.ts';
import { createKeySet } from './key-set.ts';
import { readLogoutToken } from './logout-token.ts';
import { createTokenCache } from './token-cache.ts';
import type { User, VerifiedToken } from './user.ts';

/** Whose tokens an app takes: what the platform puts into the environment (`OIDC_*`). */
export interface VerifierOptions {
  readonly profile: ProviderProfile;
  /** Public issuer, compared byte for byte with `iss`. */
  readonly issuer: string;
  /** Where keys are fetched; may be an internal address. */
  readonly jwksUrl: string;
  /** `aud` of this app's access tokens. */
  readonly audience: string;
  /** `aud` of this app's logout tokens. */
  readonly clientId: string;
  /** All of them are needed, at every request. */
  readonly requiredGroups?: readonly string[];
  /** Slugs of the apps that may call this one, for themselves or for a person: `APP_CALLERS`. Default: none. */
  readonly callers?: readonly string[];
  /** Default: in memory. */
  readonly endedSessions?: EndedSessions;
  /** Verified tokens kept; default 1,000. 0: none. */
  readonly cacheSize?: number;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  /** Told when keys cannot be fetched; never holds a token. */
  readonly onProblem?: (message: string) => void;
}

/** Checks the tokens of one app. Touches the network only when the first token arrives. */
export interface Verifier {
  readonly audience: string;
  /** The person an access token speaks for. Throws {@link AuthFailure} 401, 403 or 503. */
  verify(token: string): Promise<User>;
  /**
   * The same at once, for a token that was verified before and is still good; null: only `verify` can tell.
   * Throws {@link AuthFailure} 401 or 403.
   */
  recall(token: string): User | null;
  /** Checks a back-channel logout token and remembers the ended session. Throws {@link AuthFailure} 400 or 503. */
  endSession(logoutToken: string): Promise<LogoutNotice>;
}

/** A resource server's view of its provider: RFC 9068 §4, RFC 8725, OpenID Connect Back-Channel Logout 1.0. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { profile, issuer, audience, clientId } = options;
  const now = options.now ?? Date.now;
  const requiredGroups = options.requiredGroups ?? [];
  const callers = options.callers ?? [];
  const endedSessions = options.endedSessions ?? memoryEndedSessions(now);
  const keys = createKeySet({ url: options.jwksUrl, now, onProblem: options.onProblem ?? (() => {}) });
  const cache = createTokenCache(options.cacheSize ?? 1_000);
  const seconds = () => now() / 1_000;

  async function check(raw: string): Promise<VerifiedToken> {
    const token = parseCompactToken(raw);
    checkAccessTokenType(token.typ, profile);
    // Claims first: junk must not be able to make us ask the provider for keys.
    const verified = readAccessToken(token.claims, token.kid, {
      ...{ profile, issuer, audience, clientId },
      now: seconds(),
    });
    await checkSignature(token, await keys.find(token.kid));
    return verified;
  }

  function isCurrent(token: VerifiedToken): boolean {
    return token.expiresAt > seconds() - LEEWAY_SECONDS && token.audience.includes(audience) && keys.has(token.keyId);
  }

  /** What can change while a token lives is asked at every request. */
  function admit(token: VerifiedToken): User {
    if (endedSessions.includes(token)) throw sessionEnded();
    const { user } = token;
    // The provider gives no such token; that it is refused here too makes neither the only guard.
    if (user.caller !== null && !callers.includes(user.caller)) throw callerRefused(user.caller);
    if (user.kind === 'person' && !requiredGroups.every((group) => user.groups.includes(group))) {
      throw groupMissing(requiredGroups);
    }
    return user;
  }

  function recall(raw: string): User | null {
    const cached = cache.get(raw);
    return cached !== undefined && isCurrent(cached) ? admit(cached) : null;
  }

  return {
    audience,
    recall,
    verify: async (raw) => {
      const known = recall(raw);
      if (known !== null) return known;
      cache.delete(raw);
      const token = await check(raw);
      cache.set(raw, token);
      return admit(token);
    },
    endSession: async (raw) => {
      const notice = await checkLogoutToken(raw);
      if (!(await endedSessions.record(notice))) throw logoutRefused('it was used before');
      return notice;
    },
  };

  async function checkLogoutToken(raw: string): Promise<LogoutNotice> {
    try {
      const token = parseCompactToken(raw);
      const expected = { profile, issuer, clientId, audience: clientId, now: seconds() };
      const notice = readLogoutToken(token.claims, token.typ, expected);
      await checkSignature(token, await keys.find(token.kid));
      return notice;
    } catch (error) {
      // Back-Channel Logout §2.8 wants 400 where an access token would get 401.
      if (error instanceof AuthFailure && error.status === 401) throw logoutRefused(error.problem.message);
      throw error;
    }
  }
}
