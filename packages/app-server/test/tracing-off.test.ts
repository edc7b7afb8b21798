import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';

// Says in the process itself which modules of OpenTelemetry it loads, whoever asks for them.
const WATCH = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  const [, name] = /node_modules\\/(@opentelemetry\\/[^/]+)/.exec(url) ?? [];
  if (name !== undefined) process.send({ type: 'loaded', name });
  return next(url, context);
} });`;

let database: TestDatabase;
let child: ChildProcess | undefined;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(() => database.drop());

/** Packages of OpenTelemetry that a backend loads from its start to its end, with one request between. */
async function loadedBy(more: Record<string, string>): Promise<readonly string[]> {
  const port = socketPath();
  const loaded = new Set<string>();
  const backend = fork(join(EXAMPLE_SRC, 'main.ts'), {
    env: { ...environment({ port, databaseUrl: database.url, jwksUrl: 'http://127.0.0.1:9/jwks' }), ...more },
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child = backend;
  const ended = new Promise<number | null>((resolve) => backend.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    backend.on('message', (message: { readonly type: string; readonly name?: string }) => {
      if (message.type === 'loaded' && message.name !== undefined) loaded.add(message.name);
      if (message.type === 'listening') resolve();
    });
    void ended.then(() => reject(new Error('the backend ended')));
  });
  expect((await call(port, 'GET', '/api/open')).status).toBe(200);
  backend.kill('SIGTERM');
  expect(await ended).toBe(0);
  return [...loaded].sort();
}

test('without an endpoint nothing of OpenTelemetry is loaded', async () => {
  expect(await loadedBy({})).toEqual([]);
  expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_SERVICE_NAME: 'example' })).toEqual([]);
});

test('with one it is, and a collector that never answers does not keep the app from ending', async () => {
  const collector = createServer(() => {});
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  try {
    expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual(
      expect.arrayContaining(['@opentelemetry/api', '@opentelemetry/exporter-trace-otlp-http']),
    );
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
});
