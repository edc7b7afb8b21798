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

export interface RequireUserOptions {
  /** Needed beyond those of the app; all of them. */
  readonly groups?: readonly string[];
  /** Slugs of the apps that may come for themselves; default: none. */
  readonly apps?: readonly string[];
  /** False: people may not. Default true. */
  readonly people?: boolean;
}

/**
 * The signed-in person behind a request (or the app, where `apps` lets one in), from its `Authorization: Bearer` header (RFC 6750 §2.1) and from nowhere else.
 * Throws `AuthFailure`: 401 without or with a bad token, 403 without a needed group, 503 while keys are out of reach.
 */
export async function requireUser(
  verifier: Verifier,
  request: TokenCarrier,
  options: RequireUserOptions = {},
): Promise<User> {
  const user = await verifier.verify(bearerToken(request));
  if (user.kind === 'app') {
    if (user.caller === null || !options.apps?.includes(user.caller)) throw personNeeded(user.caller ?? user.clientId);
    return user;
  }
  if (options.people === false) throw appNeeded();
  const groups = options.groups ?? [];
  if (!groups.every((group) => user.groups.includes(group))) throw groupMissing(groups);
  return user;
}

/** Throws `AuthFailure` 400 or 401 where there is not exactly one. */
export function bearerToken({ headers, rawHeaders }: TokenCarrier): string {
  const value = headers instanceof Headers ? headers.get('authorization') : headers.authorization;
  if (value === null || value === undefined) throw tokenMissing();
  const count = rawHeaders?.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if ((count ?? 1) > 1 || value.includes(',')) throw tokenAmbiguous();
  const [, scheme, token] = /^(\S+)(?: +(.*))?$/.exec(value) ?? [];
  if (scheme?.toLowerCase() !== 'bearer') throw tokenMissing();
  if (token === undefined || token === '') throw tokenInvalid('it is empty');
  return token;
}
