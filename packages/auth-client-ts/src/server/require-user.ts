import type { IncomingHttpHeaders } from 'node:http';
import { appNeeded, groupMissing, personNeeded, tokenAmbiguous, tokenInvalid, tokenMissing } from './auth-failure.ts';
import type { User } from './user.ts';
import type { Verifier } from './verifier.ts';

/** A request of Node (`IncomingMessage`, Fastify's `request.raw`) or of the web platform (`Request`, Hono's `c.req.raw`). */
export interface TokenCarrier {
  readonly headers: IncomingHttpHeaders | Headers;
  /** Node keeps only the first of two `Authorization` headers in `headers`; here both show. */
  readonly rawHeaders?: readonly string[];
}

/** Whom a route lets in, beyond what the app itself needs. */
export interface RequireUserOptions {
  /** Needed beyond those of the app; all of them. */
  readonly groups?: readonly string[];
  /** Slugs of the apps that may come for themselves; default: none. */
  readonly apps?: readonly string[];
  /** False: people may not. Default true. */
  readonly people?: boolean;
}

/**
 * The signed-in person behind a request (or the app, where `apps` lets one in), from its `Authorization: Bearer` header
 * (RFC 6750 §2.1) and from nowhere else.
 * @throws AuthFailure 401 without or with a bad token, 403 without a needed group, 503 while keys are out of reach
 */
export async function requireUser(
  verifier: Verifier,
  request: TokenCarrier,
  options: RequireUserOptions = {},
): Promise<User> {
  return userOf(verifier, request, options);
}

/** {@link requireUser}, at once where the token was verified before: the path of nearly every request. */
export function userOf(
  verifier: Verifier,
  request: TokenCarrier,
  options: RequireUserOptions = {},
): User | Promise<User> {
  const token = bearerToken(request);
  const known = verifier.recall(token);
  return known === null ? verifier.verify(token).then((user) => admit(user, options)) : admit(known, options);
}

function admit(user: User, { groups, apps, people }: RequireUserOptions): User {
  if (user.kind === 'app') {
    if (user.caller === null || !apps?.includes(user.caller)) throw personNeeded(user.caller ?? user.clientId);
    return user;
  }
  if (people === false) throw appNeeded();
  if (groups !== undefined && !groups.every((group) => user.groups.includes(group))) throw groupMissing(groups);
  return user;
}

const SCHEME = /^(\S+)(?: +|$)/;

/** Throws `AuthFailure` 400 or 401 where there is not exactly one. */
export function bearerToken({ headers, rawHeaders }: TokenCarrier): string {
  const value = headers instanceof Headers ? headers.get('authorization') : headers.authorization;
  if (value === null || value === undefined) throw tokenMissing();
  if ((rawHeaders !== undefined && isRepeated(rawHeaders)) || value.includes(',')) throw tokenAmbiguous();
  // As nearly everybody spells it: nothing to take apart.
  if (value.startsWith('Bearer ') && value.length > 7 && value[7] !== ' ') return value.slice(7);
  const [start = '', scheme] = SCHEME.exec(value) ?? [];
  if (scheme?.toLowerCase() !== 'bearer') throw tokenMissing();
  if (start.length === value.length) throw tokenInvalid('it is empty');
  return value.slice(start.length);
}

function isRepeated(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization') count += 1;
  }
  return count > 1;
}
