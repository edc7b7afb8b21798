import type { CallApp, User } from '@scalr/auth-client/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BoundDatabase } from './bound-database.ts';
import { callFrom } from './calls.ts';
import { type FieldProblem, fieldProblems, HttpProblem } from './problem.ts';
import type { Route, RouteContext } from './routes.ts';
import type { Tracing } from './tracing.ts';

/** What the app gives to every route. */
export interface RouteGround {
  readonly bind: (user: User | null) => BoundDatabase;
  readonly callApp: CallApp;
  /** Null: requests are not traced. */
  readonly tracing: Tracing | null;
}

/**
 * Puts one route onto the server: validates what comes in, and lets out only what its schema knows. What the handler
 * did in the database is kept once its answer is whole, and undone when anything is thrown.
 */
export function mountRoute(server: FastifyInstance, route: Route, { bind, callApp, tracing }: RouteGround): void {
  const { access, params, query, body, response } = route.options;
  const status = route.options.status ?? (response === null ? 204 : 200);
  server.route({
    method: route.method,
    url: route.path,
    config: { access },
    handler: async (request, reply) => {
      checkMediaType(request, route);
      let bound: BoundDatabase | null = null;
      const context: RouteContext<'signed-in', z.ZodType, z.ZodType, z.ZodType> = {
        user: request.user as never,
        params: read(params, request.params, 'path'),
        query: read(query, request.query, 'query'),
        body: read(body, request.body, 'body'),
        get database() {
          bound ??= bind(request.user);
          return bound.database;
        },
        callApp: callFrom(callApp, request, tracing),
        log: request.log,
        request,
        reply,
      };
      let text: string | undefined;
      try {
        const answer = await route.handle(context);
        if (response !== null && !reply.sent) text = JSON.stringify(write(response, answer, request));
        await (bound as BoundDatabase | null)?.commit();
      } catch (error) {
        await (bound as BoundDatabase | null)?.rollback();
        for (const name of ['etag', 'location']) reply.removeHeader(name);
        throw error;
      }
      if (reply.sent) return reply;
      if (text === undefined) return reply.code(status).send();
      return reply.code(status).type('application/json; charset=utf-8').send(text);
    },
  });
}

/** A merge patch is for PATCH and for nothing else. */
function checkMediaType(request: FastifyRequest, { method }: Route): void {
  if (method === 'PATCH') return;
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/merge-patch+json') return;
  throw new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', 'Bodies are sent as application/json.');
}

function read(schema: z.ZodType | undefined, value: unknown, place: FieldProblem['in']): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = fieldProblems(place, result.error.issues);
  throw new HttpProblem(422, 'VALIDATION_FAILED', `The ${place} of the request is not as it should be.`, { errors });
}

function write(schema: z.ZodType, answer: unknown, request: FastifyRequest): unknown {
  const result = z.safeEncode(schema, answer);
  if (result.success) return result.data;
  throw new Error(
    `The answer of ${request.method} ${request.routeOptions.url} does not fit its schema: ${z.prettifyError(result.error)}`,
  );
}
