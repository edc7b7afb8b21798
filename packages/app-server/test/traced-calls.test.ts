import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { accessToken, type KeyServer, keyServer, signingKey } from '@scalr/auth-client/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootApp, type RunningApp } from '../src/index.ts';
import { call, environment, socketPath } from './backend.ts';
import { type Collector, collector } from './collector.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const PARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;

let keys: KeyServer;
let provider: Server;
let sink: Collector;
const running: RunningApp[] = [];
beforeAll(async () => {
  const key = await signingKey('k1');
  keys = await keyServer([key]);
  sink = await collector();
  provider = createServer(async (_request, response) => {
    const claims = { aud: 'urn:app:billing', sub: 'desk.service', client_id: 'desk.service', sid: undefined };
    const token = await accessToken(key, { now: Math.floor(Date.now() / 1_000), claims });
    response.end(JSON.stringify({ access_token: token, expires_in: 600 }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const app of running) await app.stop();
  provider.close(() => {}).closeAllConnections();
  sink.close();
  await keys.close();
});

async function boot(slug: string, port: string, more: Record<string, string>): Promise<RunningApp> {
  const { DATABASE_URL: _, ...env } = environment({ port, databaseUrl: '', jwksUrl: keys.url });
  const app = await bootApp({
    src: join(import.meta.dirname, 'traced', slug, 'src'),
    env: { ...env, APP_SLUG: slug, OIDC_AUDIENCE: `urn:app:${slug}`, OIDC_CLIENT_ID: slug, ...more },
    logStream: { write: () => {} },
  });
  running.push(app);
  return app;
}

/** Desk, which calls billing. @returns desk's socket, billing's address, and what ends both */
async function bootBoth(more: Record<string, string>) {
  const billing = await boot('billing', '0', { APP_CALLERS: 'desk', ...more });
  const desk = socketPath();
  const app = await boot('desk', desk, {
    OIDC_SERVICE_CLIENT_ID: 'desk.service',
    OIDC_CLIENT_SECRET: 'secret',
    OIDC_TOKEN_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token`,
    APP_CALLS: 'billing=http://billing.localhost:8080',
    GATEWAY_ADDRESS: new URL(billing.address).host,
    ...more,
  });
  const stop = async () => {
    for (const one of [app, billing]) {
      running.splice(running.indexOf(one), 1);
      await one.stop();
    }
  };
  return { desk, billing: billing.address, stop };
}

describe('what is called is traced below the request that called', () => {
  test('in the trace of who asked, or in one that the first app begins; tracestate goes along', async () => {
    const apps = await bootBoth({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    const ask = async (headers: Record<string, string>) =>
      (await call(apps.desk, 'GET', '/api/desk', { headers })).json;
    const told = await ask({ traceparent: PARENT, tracestate: 'a=1, b=2', 'x-request-id': 'with-parent' });
    const unkept = await ask({ traceparent: PARENT.replace(/01$/, '00') });
    const begun = await ask({ 'x-request-id': 'without-parent' });
    const mistold = await ask({ traceparent: 'junk', tracestate: 'a=1' });
    await apps.stop();

    const spanOf = (id: string) => sink.spans.find(({ attributes }) => attributes['scalr.request_id'] === id);
    const below = (parent: string | undefined) =>
      sink.spans.filter(({ app, parentSpanId }) => app === 'billing' && parentSpanId === parent);
    const withParent = spanOf('with-parent');
    expect(withParent).toMatchObject({ app: 'desk', traceId: TRACE_ID, parentSpanId: PARENT_ID });
    expect(told).toEqual({ traceparent: `00-${TRACE_ID}-${withParent!.spanId}-01`, tracestate: 'a=1,b=2' });
    expect(below(withParent!.spanId)).toMatchObject([{ name: 'GET /api/billing', traceId: TRACE_ID }]);

    expect(unkept.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-(?!${PARENT_ID})[0-9a-f]{16}-00$`));

    const first = spanOf('without-parent');
    expect(begun).toEqual({ traceparent: `00-${first!.traceId}-${first!.spanId}-01`, tracestate: null });
    expect(below(first!.spanId)).toMatchObject([{ traceId: first!.traceId }]);
    expect(mistold.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(mistold.tracestate).toBeNull();
  });

  test('without a collector the trace of who asked is handed on as it came', async () => {
    const apps = await bootBoth({});
    const ask = async (headers: Record<string, string>) =>
      (await call(apps.desk, 'GET', '/api/desk', { headers })).json;
    expect(await ask({ traceparent: PARENT, tracestate: 'a=1' })).toEqual({ traceparent: PARENT, tracestate: 'a=1' });
    expect(await ask({})).toEqual({ traceparent: null, tracestate: null });
    await apps.stop();
  });
});

test('a change by hand takes a merge patch as well as JSON; other methods take JSON alone', async () => {
  const apps = await bootBoth({});
  const send = async (method: string, type: string) =>
    (await fetch(`${apps.billing}/api/billing`, { method, body: '{"sum":1}', headers: { 'content-type': type } }))
      .status;
  expect(await send('PATCH', 'application/merge-patch+json')).toBe(200);
  expect(await send('PATCH', 'application/merge-patch+json; charset=utf-8')).toBe(200);
  expect(await send('PATCH', 'application/json')).toBe(200);
  expect(await send('PATCH', 'text/plain')).toBe(415);
  await apps.stop();
});
