import type { SignedInUser } from './user.ts';

/** What a tab holds, in memory only. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly idToken: string;
  readonly user: SignedInUser;
  /** Grows with every token request of this browser: the greater is the newer. */
  readonly generation: number;
  /** One for each sign-in: its refresh tokens follow each other. */
  readonly family: string;
  /** Seconds of life when it was received. */
  readonly lifetime: number;
  /** `performance.now()` and `Date.now()` of that moment. */
  readonly receivedAt: readonly [number, number];
}

/**
 * Seconds left. By the monotonic clock, which a wrong or changed wall clock cannot fool; and by elapsed wall time,
 * because the monotonic clock may stand still while a laptop sleeps.
 */
export function secondsLeft({ lifetime, receivedAt: [mono, wall] }: TokenSet): number {
  return lifetime - Math.max(performance.now() - mono, Date.now() - wall) / 1_000;
}

/** For another tab, whose clocks began elsewhere. */
export function rebase(tokens: TokenSet, left: number): TokenSet {
  return { ...tokens, lifetime: left, receivedAt: [performance.now(), Date.now()] };
}
