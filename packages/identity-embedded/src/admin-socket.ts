import { request } from 'node:http';
import { type ErrorKind, type Problem, ScalrError } from '@scalr/errors';
import { z } from 'zod';
import { errors } from './errors.ts';

const problem = z.object({
  code: z.string().min(1),
  message: z.string(),
  fix: z.string(),
  pointer: z.string().optional(),
});
const problemDetails = problem.extend({ status: z.number(), problems: z.array(problem).min(1).optional() });

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** Nobody there, or gone in the middle of the answer. */
const AWAY = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTSOCK']);
const PATIENCE = 30_000;

function exchange(socketPath: string, method: string, path: string, body: string | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request({ socketPath, method, path, headers, timeout: PATIENCE }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('timeout'), { code: 'ECONNRESET' })));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function thrown(status: number, body: string, asked: string): ScalrError {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return errors.error('answerMalformed', { request: asked, reason: `status ${status}` });
  }
  const details = problemDetails.safeParse(parsed);
  if (!details.success) return errors.error('answerMalformed', { request: asked, reason: `status ${status}` });
  const kind: ErrorKind = status === 503 ? 'retryable' : status >= 500 ? 'environment' : 'user';
  const problems = (details.data.problems ?? [details.data]).map(({ code, message, fix, pointer }) => ({
    code,
    message,
    fix,
    ...(pointer === undefined || pointer === '' ? {} : { pointer }),
  }));
  return new ScalrError(kind, problems as [Problem, ...Problem[]]);
}

export interface AdminSocket {
  /** @throws ScalrError with the service's own code, IDENTITY_NOT_RUNNING or IDENTITY_ANSWER_MALFORMED */
  ask<S extends z.ZodType>(answer: S, method: string, path: string, body?: unknown): Promise<z.infer<S>>;
}

/** One request a call over the service's unix socket. */
export function openAdminSocket(socketPath: string): AdminSocket {
  return {
    ask: async (answer, method, path, body) => {
      const asked = `${method} ${path}`;
      let reply: Reply;
      try {
        reply = await exchange(socketPath, method, path, body === undefined ? undefined : JSON.stringify(body));
      } catch (error) {
        if (AWAY.has((error as NodeJS.ErrnoException).code ?? '')) {
          throw errors.error('unreachable', {}, { cause: error });
        }
        throw error;
      }
      if (reply.status >= 400) throw thrown(reply.status, reply.body, asked);
      const parsed = answer.safeParse(reply.body === '' ? undefined : JSON.parse(reply.body));
      if (parsed.success) return parsed.data;
      const reason = parsed.error.issues[0]?.message ?? 'unknown';
      throw errors.error('answerMalformed', { request: asked, reason });
    },
  };
}
