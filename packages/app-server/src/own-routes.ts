import type { Verifier } from '@scalr/auth-client/server';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { z } from 'zod';
import { missingMigrations } from './migrate.ts';
import { openApiDocument } from './open-api.ts';
import { HttpProblem } from './problem.ts';
import type { Route } from './routes.ts';

/** Who asks, as told by the token. */
const me = z
  .object({
    issuer: z.string(),
    subject: z.string(),
    name: z.string().nullable(),
    username: z.string().nullable(),
    email: z.string().nullable(),
    groups: z.array(z.string()),
  })
  .meta({ id: 'Me' });

/** `GET /api/me` */
export const meRoute: Route = {
  method: 'GET',
  path: '/api/me',
  options: { access: 'signed-in', summary: 'The person who asks', operationId: 'getMe', response: me },
  handle: ({ user }) => user,
};

/** Answers 200 only while the database answers and holds every migration of this version. */
export function healthRoute(path: string, pool: Pool | null, migrations: string): Route {
  return {
    method: 'GET',
    path,
    options: {
      access: 'public',
      summary: 'Whether the app can serve',
      operationId: 'getHealth',
      response: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
    },
    handle: async () => {
      const missing = pool === null ? [] : await missingMigrations(pool, migrations);
      if (missing.length > 0) {
        throw new HttpProblem(503, 'MIGRATIONS_PENDING', `The database lacks ${missing.length} migrations.`, {
          fix: 'restart the app: it migrates before it serves',
          headers: { 'retry-after': '5' },
        });
      }
      return { status: 'ok' };
    },
  };
}

/** `GET /api/openapi.json`, made at the first request and kept. */
export function mountOpenApi(server: FastifyInstance, title: string, routes: readonly Route[]): void {
  let text: string | null = null;
  server.get('/api/openapi.json', { config: { access: 'public' } }, async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(title, routes));
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

/** `POST /api/auth/backchannel-logout` (OpenID Connect Back-Channel Logout 1.0 §2.5): the token is the authentication. */
export function mountBackchannelLogout(server: FastifyInstance, verifier: Verifier): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 32 * 1024 },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    );
    scope.post('/api/auth/backchannel-logout', { config: { access: 'public' } }, async (request, reply) => {
      const form = request.body;
      const token = form instanceof URLSearchParams ? form.getAll('logout_token') : [];
      if (token.length !== 1) throw new HttpProblem(400, 'LOGOUT_TOKEN_MISSING', 'Exactly one logout_token is needed.');
      const notice = await verifier.endSession(token[0] as string);
      request.log.info({ session: notice.sessionId, subject: notice.subject }, 'session ended');
      return reply.code(200).send();
    });
  });
}
