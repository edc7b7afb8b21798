import { randomUUID } from 'node:crypto';
import { CALLER_REQUEST_ID, type User, userOf, type Verifier } from '@scalr/auth-client/server';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { answerProblem } from './answer-problem.ts';
import type { ConstraintFields } from './constraint-fields.ts';
import { HttpProblem, notFound } from './problem.ts';
import { requirementOf } from './route-access.ts';
import type { Access } from './routes.ts';
import type { Tracing } from './tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    user: User | null;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export interface ServerOptions {
  readonly slug: string;
  readonly logLevel: string;
  /** Null: the app has no database. */
  readonly constraints: ConstraintFields | null;
  /** Null: nobody signs in to this app, and only public routes answer. */
  readonly verifier: Verifier | null;
  /** Null: requests are not traced. */
  readonly tracing: Tracing | null;
  /** Where log lines go; default standard output. */
  readonly logStream?: { write(line: string): void };
}

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'logout_token',
];

/** Fastify with everything that is the same in every app: ids, logs, problems, and nothing open that was not declared so. */
export function createServer({
  slug,
  logLevel,
  constraints,
  verifier,
  tracing,
  logStream,
}: ServerOptions): FastifyInstance {
  const edge = { realm: verifier?.audience ?? slug, constraints };
  const server = fastify({
    logger: {
      level: logLevel,
      base: { app: slug },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[hidden]' },
      ...(logStream === undefined ? {} : { stream: logStream }),
    },
    // One line of our own for each request, below.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: 1024 * 1024,
    genReqId: (raw) => {
      const given = raw.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      answerProblem(error, request, reply, edge);
    },
    clientErrorHandler: (error, socket) => answerRawProblem(error, socket),
  });

  tracing?.follow(server);
  server.decorateRequest('user', null);
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    server.getDefaultJsonParser('error', 'error'),
  );
  server.addHook('onRequest', (request, reply, done) => {
    // What an API says is for one person at one time; a handler that knows better says so.
    reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    const found = authorize(request, verifier);
    if (!(found instanceof Promise)) {
      request.user = found;
      return done();
    }
    found.then((user) => {
      request.user = user;
      done();
    }, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const level =
      reply.statusCode >= 500 ? 'error' : request.routeOptions.config.access === 'public' ? 'debug' : 'info';
    request.log[level](requestNotes(request, reply), 'request');
    done();
  });
  server.setNotFoundHandler(() => {
    throw notFound();
  });
  server.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, edge));
  return server;
}

const REQUEST_ID = /^[\w.:-]{8,128}$/;

/** What the log says of a request. */
function requestNotes(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  return {
    method: request.method,
    // Without its query, which may hold what must not be logged.
    path: request.url.split('?', 1)[0],
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(request.user === null ? {} : { subject: request.user.subject }),
    ...callerNotes(request),
  };
}

/** Which app called, and in which of its requests: only of callers that showed who they are. */
function callerNotes({ user, headers }: FastifyRequest): Record<string, string> {
  if (user === null || user.caller === null) return {};
  const id = headers[CALLER_REQUEST_ID];
  return { caller: user.caller, ...(typeof id === 'string' && REQUEST_ID.test(id) ? { callerRequestId: id } : {}) };
}

/** 401 before 404: who is not signed in learns nothing, not even which addresses exist. Null: nobody has to be. */
function authorize(request: FastifyRequest, verifier: Verifier | null): User | null | Promise<User> {
  const access = request.is404 ? 'signed-in' : (request.routeOptions.config.access ?? 'signed-in');
  if (access === 'public') return null;
  if (verifier === null) {
    if (request.is404) return null;
    throw new HttpProblem(403, 'NO_SIGN_IN', 'Nobody can sign in to this app.');
  }
  return userOf(verifier, request.raw, requirementOf(access));
}

/** For what is not HTTP enough to become a request. */
function answerRawProblem(error: NodeJS.ErrnoException, socket: { writable: boolean; end(text: string): void }): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const details = new HttpProblem(status, 'BAD_REQUEST', 'The request cannot be understood.').toDetails();
  const body = JSON.stringify(details);
  socket.end(
    `HTTP/1.1 ${status} ${details.title}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
