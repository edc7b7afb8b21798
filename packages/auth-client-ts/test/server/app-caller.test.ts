import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppCallerOptions, type CallOptions, createAppCaller } from '@scalr/auth-client/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A server that notes what arrives and answers as the test says. */
async function recorder(answer: (seen: Seen, nth: number) => Reply | Promise<Reply>) {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    const reply = await answer(seen.at(-1) as Seen, seen.length);
    response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { seen, port, close: () => server.close(() => {}).closeAllConnections() };
}
type Recorder = Awaited<ReturnType<typeof recorder>>;

const fine = (_seen: Seen, nth: number): Reply => ({ status: 200, body: { access_token: `t${nth}`, expires_in: 600 } });
let tokenAnswer: (seen: Seen, nth: number) => Reply | Promise<Reply>;
let appAnswer: (seen: Seen, nth: number) => Reply | Promise<Reply>;
let provider: Recorder;
let billing: Recorder;
beforeAll(async () => {
  provider = await recorder((...args) => tokenAnswer(...args));
  billing = await recorder((...args) => appAnswer(...args));
});
afterAll(() => {
  provider.close();
  billing.close();
});

let clock: number;
beforeEach(() => {
  clock = 1_800_000_000_000;
  provider.seen.length = 0;
  billing.seen.length = 0;
  tokenAnswer = fine;
  appAnswer = () => ({ status: 200, body: { hello: 'there' } });
});

const caller = (more: Partial<AppCallerOptions> = {}) =>
  createAppCaller({
    ...{ clientId: 'desk.service', clientSecret: 's%:+ x', tokenUrl: `http://127.0.0.1:${provider.port}/token` },
    apps: { billing: 'http://billing.localhost:8080' },
    gateway: { address: `127.0.0.1:${billing.port}`, caFile: null },
    now: () => clock,
    ...more,
  });
const from = (token: string, headers: Record<string, string> = {}): CallOptions => ({
  as: 'user',
  request: { headers: { authorization: `Bearer ${token}`, ...headers } },
});
const SELF: CallOptions = { as: 'self' };
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: { code?: string; status?: number; problem?: { code: string } }) =>
      error.problem === undefined ? error.code : [error.status, error.problem.code],
  );

test('for itself: client credentials for exactly the callee', async () => {
  const answer = await caller()('billing', '/api/invoices?year=2026', SELF);
  expect([answer.status, answer.ok, answer.json()]).toEqual([200, true, { hello: 'there' }]);
  expect(provider.seen).toMatchObject([
    {
      method: 'POST',
      url: '/token',
      headers: { authorization: `Basic ${Buffer.from('desk.service:s%25%3A%2B%20x').toString('base64')}` },
      body: 'grant_type=client_credentials&resource=urn%3Aapp%3Abilling',
    },
  ]);
  expect(billing.seen).toMatchObject([
    {
      method: 'GET',
      url: '/api/invoices?year=2026',
      headers: { host: 'billing.localhost:8080', authorization: 'Bearer t1' },
    },
  ]);
});

test('for a person: an exchange of the token that came, which itself goes nowhere else', async () => {
  await caller()('billing', '/api/x', { ...from('the-token'), method: 'POST', body: { sum: 3 } });
  expect(Object.fromEntries(new URLSearchParams(provider.seen[0]?.body))).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'the-token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: 'urn:app:billing',
  });
  expect(billing.seen).toMatchObject([{ method: 'POST', body: '{"sum":3}', headers: { authorization: 'Bearer t1' } }]);
  expect(JSON.stringify(billing.seen)).not.toContain('the-token');
});

test('trace and request id go along, and nothing else of the request', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { traceparent, tracestate: 'a=1', 'x-request-id': 'request-1', cookie: 'c=1', 'x-other': '1' };
  await caller()('billing', '/api/x', from('a', headers));
  expect(billing.seen[0]?.headers).toMatchObject({ traceparent, tracestate: 'a=1', 'x-request-id': 'request-1' });
  expect(billing.seen[0]?.headers['x-caller-request-id']).toBe('request-1');
  expect(billing.seen[0]?.headers).not.toMatchObject({ cookie: expect.anything() });
  expect(billing.seen[0]?.headers).not.toMatchObject({ 'x-other': expect.anything() });
  await caller()('billing', '/api/x', { ...from('a', { traceparent: 'junk' }), requestId: 'request-2' });
  expect(billing.seen[1]?.headers).toMatchObject({ 'x-request-id': 'request-2' });
  expect(billing.seen[1]?.headers.traceparent).toBeUndefined();
});

test('a token is kept for its callee and its person until shortly before it expires', async () => {
  const callApp = caller();
  for (const options of [SELF, SELF, from('a'), from('a'), from('b'), SELF])
    await callApp('billing', '/api/x', options);
  expect(billing.seen.map(({ headers }) => headers.authorization)).toEqual(
    ['t1', 't1', 't2', 't2', 't3', 't1'].map((token) => `Bearer ${token}`),
  );
  clock += 569_000;
  await callApp('billing', '/api/x', SELF);
  expect(provider.seen).toHaveLength(3);
  clock += 2_000;
  await callApp('billing', '/api/x', SELF);
  expect(provider.seen).toHaveLength(4);
});

test('a token about to expire is used once and not kept', async () => {
  tokenAnswer = () => ({ status: 200, body: { access_token: 't', expires_in: 20 } });
  const callApp = caller();
  await callApp('billing', '/api/x', SELF);
  await callApp('billing', '/api/x', SELF);
  expect(provider.seen).toHaveLength(2);
});

test('twenty at once make one token request', async () => {
  const callApp = caller();
  await Promise.all(Array.from({ length: 20 }, () => callApp('billing', '/api/x', SELF)));
  expect([provider.seen.length, billing.seen.length]).toEqual([1, 20]);
});

test('a failed token request is not kept', async () => {
  tokenAnswer = (seen, nth) => (nth === 1 ? { status: 500 } : fine(seen, nth));
  const callApp = caller();
  expect(await code(callApp('billing', '/api/x', SELF))).toEqual([503, 'AUTH_PROVIDER_UNAVAILABLE']);
  expect(await code(callApp('billing', '/api/x', SELF))).toBe('fine');
});

test('401 for a kept token: once more with a fresh one, and the answer of that counts', async () => {
  const callApp = caller();
  await callApp('billing', '/api/x', SELF);
  appAnswer = ({ headers }) => ({ status: headers.authorization === 'Bearer t1' ? 401 : 200 });
  expect((await callApp('billing', '/api/x', { ...SELF, method: 'POST', body: [1] })).status).toBe(200);
  expect(billing.seen.map(({ body }) => body)).toEqual(['', '[1]', '[1]']);
  appAnswer = () => ({ status: 401 });
  expect((await callApp('billing', '/api/x', SELF)).status).toBe(401);
  expect([provider.seen.length, billing.seen.length]).toEqual([3, 5]);
});

test('401 for a fresh token is final', async () => {
  appAnswer = () => ({ status: 401 });
  expect((await caller()('billing', '/api/x', SELF)).status).toBe(401);
  expect([provider.seen.length, billing.seen.length]).toEqual([1, 1]);
});

test('a redirect is an answer, and is not followed', async () => {
  const headers = { location: `http://127.0.0.1:${provider.port}/elsewhere` };
  appAnswer = () => ({ status: 302, headers });
  const answer = await caller()('billing', '/api/x', SELF);
  expect([answer.status, answer.ok, answer.headers.location]).toEqual([302, false, headers.location]);
  expect(provider.seen).toHaveLength(1);
});

test.each([
  'api/x',
  '',
  '//evil.test/x',
  '/\\evil.test',
  'http://evil.test/',
  '/api/../admin',
  '/api/.\t./admin',
  '/api/.\n./admin',
  '/api/%2e%2E/admin',
  '/api/./x',
  '/api\\..\\x',
])('the path %j is refused, and no token is asked for', async (path) => {
  expect(await code(caller()('billing', path, SELF))).toBe('CALL_PATH_INVALID');
  expect([provider.seen.length, billing.seen.length]).toEqual([0, 0]);
});

test.each(['other', 'constructor', ''])('the app %j is refused, and no token is asked for', async (slug) => {
  expect(await code(caller()(slug, '/api/x', SELF))).toBe('CALL_NOT_DECLARED');
  expect(provider.seen).toHaveLength(0);
});

test('for a person there has to be one', async () => {
  const callApp = caller();
  expect(await code(callApp('billing', '/api/x', { as: 'user' }))).toBe('CALL_WITHOUT_PERSON');
  expect(await code(callApp('billing', '/api/x', { as: 'user', request: { headers: {} } }))).toEqual([
    401,
    'AUTH_TOKEN_MISSING',
  ]);
  expect(provider.seen).toHaveLength(0);
});

test.each<[number, string, CallOptions, unknown]>([
  [400, 'access_denied', from('a'), [403, 'CALL_FORBIDDEN']],
  [400, 'invalid_request', from('a'), [401, 'AUTH_TOKEN_INVALID']],
  [400, 'invalid_target', from('a'), 'CALL_NOT_DECLARED'],
  [401, 'invalid_client', from('a'), 'CALL_CLIENT_REFUSED'],
  [400, 'invalid_request', SELF, 'CALL_CLIENT_REFUSED'],
  [429, 'slow_down', SELF, [503, 'AUTH_PROVIDER_UNAVAILABLE']],
  [503, 'temporarily_unavailable', SELF, [503, 'AUTH_PROVIDER_UNAVAILABLE']],
])('the provider says %d %s', async (status, error, options, expected) => {
  tokenAnswer = () => ({ status, body: { error } });
  expect(await code(caller()('billing', '/api/x', options))).toEqual(expected);
  expect(billing.seen).toHaveLength(0);
});

test('an app that does not answer in time, or not at all, is 503', async () => {
  const nobody = caller({ gateway: { address: '127.0.0.1:1', caFile: null } });
  expect(await code(nobody('billing', '/api/x', SELF))).toEqual([503, 'CALL_UNREACHABLE']);
  let release: (reply: Reply) => void = () => {};
  appAnswer = () => new Promise((resolve) => (release = resolve));
  const slow = await caller()('billing', '/api/x', { ...SELF, timeoutMs: 50 }).catch((error: unknown) => error);
  release({ status: 200 });
  expect(slow).toMatchObject({
    status: 503,
    retryAfterSeconds: 5,
    problem: { code: 'CALL_UNREACHABLE', message: '"billing" does not answer: no answer within 50 ms.' },
  });
});
