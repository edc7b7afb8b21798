import { request } from 'node:http';
import { testDatabase } from '@scalr/testing/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootApp } from '../src/index.ts';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';
import { type CollectedSpan, type Collector, collector } from './collector.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

let sink: Collector;
let began: number;
beforeAll(async () => {
  sink = await collector();
  const database = await testDatabase();
  const port = socketPath();
  const app = await bootApp({
    src: EXAMPLE_SRC,
    env: {
      ...environment({ port, databaseUrl: database.url, jwksUrl: 'http://127.0.0.1:9/jwks' }),
      HEALTH_PATH: '/healthy',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${sink.url}/`,
    },
    logStream: { write: () => {} },
  });
  began = Date.now() / 1_000;
  try {
    const parents = [
      `00-${TRACE_ID}-${PARENT_ID}-01`,
      `01-${TRACE_ID}-${PARENT_ID}-01-what-a-later-version-says`,
      `00-${TRACE_ID}-${PARENT_ID}-00`,
      `00-${TRACE_ID}-${PARENT_ID}-01-more`,
      `ff-${TRACE_ID}-${PARENT_ID}-01`,
      `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
    ];
    for (const [index, traceparent] of parents.entries()) {
      const headers = { traceparent, tracestate: 'vendor=1', 'x-request-id': `request-${index}` };
      await call(port, 'GET', '/api/open?secret=hidden-value', { headers });
    }
    await call(port, 'GET', '/api/boom', { headers: { traceparent: 'nonsense' } });
    expect((await call(port, 'GET', '/api/me', { headers: { 'x-forwarded-proto': 'https' } })).status).toBe(401);
    expect((await call(port, 'GET', '/healthy')).json).toEqual({ status: 'ok' });
    expect((await call(port, 'POST', '/nowhere/private', { body: {} })).status).toBe(401);
    await call(port, 'GET', '/api/slow');
    await leaveEarly(port, '/api/slow');
  } finally {
    await app.stop();
    await database.drop();
  }
});
afterAll(() => sink.close());

/** Asks, and leaves once the request has arrived: what is asked after it on another connection was answered. */
async function leaveEarly(socketPath: string, path: string): Promise<void> {
  const asked = request({ socketPath, path, headers: { 'x-request-id': 'gone-early' } });
  asked.on('error', () => {});
  asked.end();
  await new Promise<void>((resolve) => asked.once('finish', resolve));
  for (const _ of [1, 2]) await call(socketPath, 'GET', '/api/open');
  asked.destroy();
  for (const _ of [1, 2]) await call(socketPath, 'GET', '/api/open');
}
const of = (key: string, value: unknown) => sink.spans.filter(({ attributes }) => attributes[key] === value);
const byId = (id: string) => of('scalr.request_id', id)[0] as CollectedSpan;

test('every request is a span of its trace, sent at the latest when the app ends', () => {
  expect(new Set(sink.paths)).toEqual(new Set(['/v1/traces']));
  expect(new Set(sink.spans.map(({ app, kind }) => `${app} ${kind}`))).toEqual(new Set(['example 2']));
  expect(byId('request-0')).toMatchObject({
    ...{ name: 'GET /api/open', traceId: TRACE_ID, parentSpanId: PARENT_ID, traceState: 'vendor=1' },
    attributes: {
      'http.request.method': 'GET',
      'url.path': '/api/open',
      'url.scheme': 'http',
      'http.route': '/api/open',
      'http.response.status_code': 200,
    },
  });
  expect(byId('request-0').attributes).not.toHaveProperty('error.type');
});

test('a parent of a later version counts; a malformed one begins a new trace; what the parent does not keep is not sent', () => {
  expect(byId('request-1')).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID });
  expect(byId('request-2')).toBeUndefined();
  for (const id of ['request-3', 'request-4', 'request-5']) {
    expect(byId(id).parentSpanId ?? '').toBe('');
    expect(byId(id).traceId).not.toBe(TRACE_ID);
    expect(byId(id).traceState ?? '').toBe('');
  }
});

test('a span begins with its request and ends with the answer', () => {
  const [slow] = of('url.path', '/api/slow').filter(({ attributes }) => attributes['error.type'] === undefined);
  expect(slow!.end - slow!.start).toBeGreaterThanOrEqual(0.29);
  expect(slow!.start).toBeGreaterThanOrEqual(began);
});

test('a defect says its status, a refusal is none, an address that nobody has is told by its path', () => {
  const [boom] = of('http.route', '/api/boom');
  expect(boom).toMatchObject({ status: 2, attributes: { 'http.response.status_code': 500, 'error.type': '500' } });
  const [me] = of('http.route', '/api/me');
  expect(me).toMatchObject({ name: 'GET /api/me', attributes: { 'url.scheme': 'https' } });
  expect(me!.status).not.toBe(2);
  expect(me!.attributes['http.response.status_code']).toBe(401);
  expect(me!.attributes).not.toHaveProperty('error.type');
  const [nowhere] = of('url.path', '/nowhere/private');
  expect(nowhere!.name).toBe('POST');
  expect(nowhere!.attributes).not.toHaveProperty('http.route');
});

test('a request whose asker left is told as such', () => {
  expect(byId('gone-early')).toMatchObject({ status: 2, attributes: { 'error.type': 'aborted' } });
  expect(of('scalr.request_id', 'gone-early')).toHaveLength(1);
});

test('no query is sent', () => expect(sink.text()).not.toContain('hidden-value'));
