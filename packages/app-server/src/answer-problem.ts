import { AuthFailure, authProblem } from '@scalr/auth-client/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConstraintFields } from './constraint-fields.ts';
import { databaseProblem } from './database-problem.ts';
import { HttpProblem, type ProblemDetails } from './problem.ts';

export interface ProblemEdge {
  /** For challenges (RFC 6750 §3). */
  readonly realm: string;
  readonly constraints: ConstraintFields | null;
}

/** The one mapper from anything thrown to an answer. Defects are logged whole and shown as nothing but a code. */
export function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { realm, constraints }: ProblemEdge,
): FastifyReply {
  if (error instanceof AuthFailure) {
    return send(reply.headers(error.headers(realm)), authProblem(error), request);
  }
  const problem = toProblem(error, constraints);
  if (problem.status >= 500)
    request.log.error({ err: problem.options.cause ?? error, code: problem.code }, problem.message);
  return send(reply.headers({ ...problem.options.headers }), problem.toDetails(), request);
}

function send(reply: FastifyReply, details: ProblemDetails, request: FastifyRequest): FastifyReply {
  return reply
    .code(details.status)
    .type('application/problem+json')
    .send({ ...details, requestId: request.id });
}

function toProblem(error: unknown, constraints: ConstraintFields | null): HttpProblem {
  if (error instanceof HttpProblem) return error;
  return fastifyProblem(error) ?? databaseProblem(error, constraints) ?? defect(error);
}

/** What Fastify refuses before a handler runs: its own codes, our shape. */
function fastifyProblem(error: unknown): HttpProblem | null {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('FST_') || typeof statusCode !== 'number') return null;
  if (statusCode >= 500) return null;
  const [name, detail] = FASTIFY[statusCode] ?? ['BAD_REQUEST', 'The request cannot be understood.'];
  return new HttpProblem(statusCode, name, detail, { cause: error });
}

const FASTIFY: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BAD_REQUEST', 'The request cannot be understood: its address or its JSON is malformed.'],
  413: ['BODY_TOO_LARGE', 'The body of the request is too large.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Bodies are sent as application/json.'],
};

function defect(error: unknown): HttpProblem {
  return new HttpProblem(500, 'INTERNAL', 'Something went wrong on our side.', {
    fix: 'try again; if it stays, tell the operator the request id',
    cause: error,
  });
}
