import type { VerifiedToken } from './user.ts';

/** What a provider said in a logout token (OpenID Connect Back-Channel Logout §2.4). Times in seconds since 1970. */
export interface LogoutNotice {
  /** `jti`, by which a replay is known. */
  readonly tokenId: string;
  /** Null: every session of the subject. */
  readonly sessionId: string | null;
  /** Null: the notice names the session alone. */
  readonly subject: string | null;
  readonly issuedAt: number;
}

/** Where sign-outs are remembered until the last access token of the session has expired. */
export interface EndedSessions {
  /** False: this notice was told before (a replay). */
  record(notice: LogoutNotice): Promise<boolean>;
  /** Asked at every request, so it answers from memory. */
  includes(token: VerifiedToken): boolean;
}

/** Longest life of an access token and the leeway, in seconds: nothing older needs to be remembered. */
export const ENDED_SESSION_SECONDS = 15 * 60 + 30;

interface Ended {
  readonly recordedAt: number;
  /** Tokens issued later belong to a new session. */
  readonly endedAt: number;
}

/** The index behind every {@link EndedSessions}: forgets by itself, answers in constant time. */
export function createSessionIndex(now: () => number) {
  const noticeIds = new Map<string, Ended>();
  const sessions = new Map<string, Ended>();
  const subjects = new Map<string, Ended>();
  let sweptAt = 0;

  function sweep(): void {
    if (now() / 1_000 - sweptAt < 60) return;
    sweptAt = now() / 1_000;
    const oldest = sweptAt - ENDED_SESSION_SECONDS;
    for (const map of [noticeIds, sessions, subjects]) {
      for (const [key, { recordedAt }] of map) if (recordedAt < oldest) map.delete(key);
    }
  }

  return {
    /** False: known already. */
    add(notice: LogoutNotice, recordedAt: number = now() / 1_000): boolean {
      sweep();
      if (noticeIds.has(notice.tokenId)) return false;
      const ended = { recordedAt, endedAt: notice.issuedAt };
      noticeIds.set(notice.tokenId, ended);
      if (notice.sessionId !== null) sessions.set(notice.sessionId, ended);
      else if (notice.subject !== null) subjects.set(notice.subject, ended);
      return true;
    },
    includes({ user, issuedAt }: VerifiedToken): boolean {
      if (user.sessionId !== null && sessions.has(user.sessionId)) return true;
      const ended = subjects.get(user.subject);
      return ended !== undefined && issuedAt <= ended.endedAt;
    },
  };
}

/** Forgets at a restart: for tests and for apps without a database, whose tokens then live on for at most 15 minutes. */
export function memoryEndedSessions(now: () => number = Date.now): EndedSessions {
  const index = createSessionIndex(now);
  return { record: async (notice) => index.add(notice), includes: (token) => index.includes(token) };
}
