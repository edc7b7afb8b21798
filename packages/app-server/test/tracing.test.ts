import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testDatabase } from '@scalr/testing/postgres';
import { expect, test } from 'vitest';
import { bootApp } from '../src/index.ts';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';

test('with an endpoint every request is a span of its trace, sent at the latest when the app ends', async () => {
  const received: { readonly path: string | undefined; readonly body: string }[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ path: request.url, body });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const database = await testDatabase();
  const port = socketPath();
  const app = await bootApp({
    src: EXAMPLE_SRC,
    env: {
      ...environment({ port, databaseUrl: database.url, jwksUrl: 'http://127.0.0.1:9/jwks' }),
      HEALTH_PATH: '/healthy',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`,
    },
    logStream: { write: () => {} },
  });
  try {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    await call(port, 'GET', '/api/open?secret=hidden-value', { headers: { traceparent, 'x-request-id': 'request-1' } });
    await call(port, 'GET', '/api/boom', { headers: { traceparent: 'nonsense' } });
    expect((await call(port, 'GET', '/api/me')).status).toBe(401);
    expect((await call(port, 'GET', '/healthy')).json).toEqual({ status: 'ok' });
  } finally {
    await app.stop();
    await database.drop();
    collector.close();
  }
  const text = received.map(({ body }) => body).join('');
  expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
  const { resourceSpans } = JSON.parse(text);
  expect(resourceSpans[0].resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'example' } }]);
  const spans = resourceSpans[0].scopeSpans[0].spans;
  expect(spans[0]).toMatchObject({
    name: 'GET /api/open',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    kind: 2,
  });
  expect(spans[0].attributes).toContainEqual({ key: 'scalr.request_id', value: { stringValue: 'request-1' } });
  expect(spans[0].attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } });
  expect([spans[1].name, spans[1].status.code, spans[1].parentSpanId]).toEqual(['GET /api/boom', 2, undefined]);
  expect(spans.slice(2).map(({ name }: { name: string }) => name)).toEqual(['GET /api/me', 'GET /healthy']);
  expect(text).not.toContain('hidden-value');
});
