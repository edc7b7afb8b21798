import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ApiError } from '../src/api-error.ts';
import { sendRequest } from '../src/send-request.ts';

let server: Server;
let seen: { method: string; url: string; type: string | undefined; body: string };
afterEach(() => server.close());

/** `fetch` of a page whose origin answers like this. */
async function origin(status: number, body: string): Promise<typeof fetch> {
  server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    seen = { method, url, type: headers['content-type'], body: Buffer.concat(chunks).toString() };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (input, init) => fetch(new URL(String(input), `http://127.0.0.1:${port}`), init);
}

const failureOf = (promise: Promise<unknown>): Promise<ApiError> =>
  promise.then(
    () => {
      throw new Error('it went well');
    },
    (error) => error,
  );

test('what is sent: the query without what is left out, the body as JSON', async () => {
  const send = await origin(200, '{"id":"1"}');
  const query = { q: 'a b&c', cursor: null, limit: undefined, tag: ['x', 'y'] };
  const answer = await sendRequest(send, { method: 'PATCH', path: '/api/notes/1', query, body: { title: 'ü' } });
  expect(answer).toEqual({ id: '1' });
  expect(seen).toEqual({
    method: 'PATCH',
    url: '/api/notes/1?q=a+b%26c&tag=x&tag=y',
    type: 'application/json',
    body: '{"title":"ü"}',
  });
});

test('204 is no answer, and a call without a body sends none', async () => {
  const send = await origin(204, '');
  expect(await sendRequest(send, { method: 'DELETE', path: '/api/notes/1' })).toBeUndefined();
  expect(seen).toEqual({ method: 'DELETE', url: '/api/notes/1', type: undefined, body: '' });
});

test('a problem is an error that carries it', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Unprocessable Content',
    status: 422,
    code: 'VALIDATION_FAILED',
    detail: 'The body of the request is not as it should be.',
    errors: [{ in: 'body', pointer: '#/title', detail: 'Too short' }],
    requestId: 'r-1',
  };
  const send = await origin(422, JSON.stringify(problem));
  const error = await failureOf(sendRequest(send, { method: 'POST', path: '/api/notes', body: {} }));
  expect(error).toBeInstanceOf(ApiError);
  expect([error.status, error.code, error.message, error.fix, error.errors, error.requestId]).toEqual([
    422,
    'VALIDATION_FAILED',
    problem.detail,
    null,
    problem.errors,
    'r-1',
  ]);
  expect([error.fieldError('title'), error.fieldError('body'), error.isUnreachable]).toEqual([
    'Too short',
    undefined,
    false,
  ]);
});

test.each([
  ['a page of a proxy', 502, '<h1>Bad gateway</h1>'],
  ['a success that is no JSON', 200, 'fine'],
])('%s is unreadable', async (_name, status, body) => {
  const error = await failureOf(sendRequest(await origin(status, body), { method: 'GET', path: '/api/notes' }));
  expect([error.status, error.code, error.message]).toEqual([
    status,
    'UNREADABLE',
    'The app did not answer as it should.',
  ]);
});

test('no answer is told apart, and what is aborted is not told at all', async () => {
  const send = await origin(200, '{}');
  server.close();
  server.closeAllConnections();
  const error = await failureOf(sendRequest(send, { method: 'GET', path: '/api/notes' }));
  expect([error.status, error.code, error.isUnreachable]).toEqual([0, 'UNREACHABLE', true]);
  const aborted = await failureOf(sendRequest(send, { method: 'GET', path: '/api/notes' }, AbortSignal.abort()));
  expect([aborted instanceof ApiError, aborted.name]).toEqual([false, 'AbortError']);
});
