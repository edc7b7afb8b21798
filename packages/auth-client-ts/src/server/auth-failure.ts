import type { Problem } from '@scalr/errors';
import { authErrors } from './errors.ts';

/**
 * A refused request, ready to be answered: status, RFC 6750 §3 challenge and, where waiting helps,
 * `Retry-After` in seconds. Its problem is safe to show.
 */
export class AuthFailure extends Error {
  readonly status: 400 | 401 | 403 | 503;
  readonly problem: Problem;
  /** `error` of the challenge; null where RFC 6750 §3.1 wants none. */
  readonly challengeError: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    status: AuthFailure['status'],
    problem: Problem,
    challengeError: AuthFailure['challengeError'] = null,
    retryAfterSeconds: number | null = null,
  ) {
    super(problem.message);
    this.name = 'AuthFailure';
    this.status = status;
    this.problem = problem;
    this.challengeError = challengeError;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Headers of the answer. `realm` is the app's audience. */
  headers(realm: string): Record<string, string> {
    if (this.status === 503) return { 'retry-after': String(this.retryAfterSeconds ?? 5) };
    const parameters = [`realm="${quotable(realm)}"`];
    if (this.challengeError !== null) {
      parameters.push(`error="${this.challengeError}"`, `error_description="${quotable(this.problem.message)}"`);
    }
    return { 'www-authenticate': `Bearer ${parameters.join(', ')}` };
  }
}

/** RFC 6750 §3 allows printable ASCII only, and Node refuses to send anything else. */
function quotable(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, "'");
}

export const tokenMissing = (): AuthFailure => new AuthFailure(401, authErrors.problem('missing', undefined));
export const tokenAmbiguous = (): AuthFailure =>
  new AuthFailure(400, authErrors.problem('ambiguous', undefined), 'invalid_request');
export const tokenInvalid = (reason: string): AuthFailure =>
  new AuthFailure(401, authErrors.problem('invalid', { reason }), 'invalid_token');
export const sessionEnded = (): AuthFailure =>
  new AuthFailure(401, authErrors.problem('ended', undefined), 'invalid_token');
export const groupMissing = (groups: readonly string[]): AuthFailure =>
  new AuthFailure(403, authErrors.problem('forbidden', { groups }), 'insufficient_scope');
export const callerRefused = (slug: string): AuthFailure =>
  new AuthFailure(403, authErrors.problem('caller', { slug }), 'insufficient_scope');
export const personNeeded = (slug: string): AuthFailure =>
  new AuthFailure(403, authErrors.problem('person', { slug }), 'insufficient_scope');
export const appNeeded = (): AuthFailure =>
  new AuthFailure(403, authErrors.problem('app', undefined), 'insufficient_scope');
export const providerUnavailable = (retryAfterSeconds: number): AuthFailure =>
  new AuthFailure(503, authErrors.problem('unavailable', undefined), null, retryAfterSeconds);
export const logoutRefused = (reason: string): AuthFailure =>
  new AuthFailure(400, authErrors.problem('logout', { reason }), 'invalid_request');
