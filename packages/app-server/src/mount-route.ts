import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Database } from './database.ts';
import { type FieldProblem, HttpProblem } from './problem.ts';
import type { Route, RouteContext } from './routes.ts';

/** Puts one route onto the server: validates what comes in, and lets out only what its schema knows. */
export function mountRoute(server: FastifyInstance, route: Route, database: () => Database): void {
  const { access, params, query, body, response } = route.options;
  const status = route.options.status ?? (response === null ? 204 : 200);
  server.route({
    method: route.method,
    url: route.path,
    config: { access },
    handler: async (request, reply) => {
      const context: RouteContext<'signed-in', z.ZodType, z.ZodType, z.ZodType> = {
        user: request.user as never,
        params: read(params, request.params, 'path'),
        query: read(query, request.query, 'query'),
        body: read(body, request.body, 'body'),
        get database() {
          return database();
        },
        log: request.log,
        request,
        reply,
      };
      const answer = await route.handle(context as Parameters<Route['handle']>[0]);
      if (reply.sent) return reply;
      if (response === null) return reply.code(status).send();
      return reply
        .code(status)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(write(response, answer, request)));
    },
  });
}

function read(schema: z.ZodType | undefined, value: unknown, place: FieldProblem['in']): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 100).flatMap((issue): FieldProblem[] => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => ({ in: place, pointer: toPointer(path), detail: issue.message }));
  });
  throw new HttpProblem(422, 'VALIDATION_FAILED', `The ${place} of the request is not as it should be.`, { errors });
}

function write(schema: z.ZodType, answer: unknown, request: FastifyRequest): unknown {
  const result = z.safeEncode(schema, answer);
  if (result.success) return result.data;
  throw new Error(
    `The answer of ${request.method} ${request.routeOptions.url} does not fit its schema: ${z.prettifyError(result.error)}`,
  );
}

/** RFC 6901 §6: `~` and `/` inside a name are escaped. */
function toPointer(path: readonly PropertyKey[]): string {
  return `#${path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
