import type { IncomingMessage } from 'node:http';
import { AuthFailure } from './auth-failure.ts';
import { type RequireUserOptions, requireUser } from './require-user.ts';
import type { User } from './user.ts';
import type { Verifier } from './verifier.ts';

/** What the hook needs of Fastify, so that the package does not depend on it. */
interface HookRequest {
  readonly raw: IncomingMessage;
  user?: User | null;
}
interface HookReply {
  code(status: number): HookReply;
  headers(values: Record<string, string>): HookReply;
  type(value: string): HookReply;
  send(payload: unknown): unknown;
}

/**
 * A Fastify hook (`onRequest`, `preHandler`) that puts the person into `request.user` or answers the refusal
 * as RFC 9457 problem with its RFC 6750 challenge.
 */
export function requireUserHook(verifier: Verifier, options: RequireUserOptions = {}) {
  return async function requireUserHook(request: HookRequest, reply: HookReply): Promise<unknown> {
    try {
      request.user = await requireUser(verifier, request.raw, options);
      return undefined;
    } catch (error) {
      if (!(error instanceof AuthFailure)) throw error;
      return reply
        .code(error.status)
        .headers(error.headers(verifier.audience))
        .type('application/problem+json')
        .send(authProblem(error));
    }
  };
}

/** The RFC 9457 body of a refusal. */
export function authProblem(failure: AuthFailure) {
  const { code, message, fix } = failure.problem;
  return {
    type: `urn:scalr:problem:${code}`,
    title: TITLES[failure.status],
    status: failure.status,
    detail: message,
    code,
    fix,
  };
}

const TITLES: Record<AuthFailure['status'], string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};
