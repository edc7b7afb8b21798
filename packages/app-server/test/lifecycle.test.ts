import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { accessToken, signingKey } from '@scalr/auth-client/testing';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';

interface Backend {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly listening: Promise<boolean>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

const children: ChildProcess[] = [];
let database: TestDatabase;
let env: (port: string) => Record<string, string>;

beforeAll(async () => {
  database = await testDatabase();
  // Nobody answers there: an app boots while its identity provider is down.
  env = (port) => environment({ port, databaseUrl: database.url, jwksUrl: 'http://127.0.0.1:9/jwks' });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => database.drop());

function start(environment: Record<string, string>, main = join(EXAMPLE_SRC, 'main.ts')): Backend {
  const child = fork(main, { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const listening = new Promise<boolean>((resolve) => {
    child.once('message', (message) => resolve((message as { type?: string }).type === 'listening'));
    child.once('close', () => resolve(false));
  });
  return { child, said: () => said, listening, ended };
}

test('every missing or malformed setting is named at once, each with its fix', async () => {
  const backend = start({ APP_SLUG: 'example', PORT: 'eighty', LOG_LEVEL: 'loud', OIDC_ISSUER: 'auth' });
  expect(await backend.ended).toEqual({ code: 3, signal: null });
  const codes = backend.said().matchAll(/^(SETTING_\w+)\n {2}The environment variable (\w+) .*\n {2}fix: .+$/gm);
  expect([...codes].map(([, code, key]) => [code, key])).toEqual([
    ['SETTING_INVALID', 'PORT'],
    ['SETTING_MISSING', 'PUBLIC_URL'],
    ['SETTING_INVALID', 'LOG_LEVEL'],
    ['SETTING_MISSING', 'DATABASE_URL'],
    ['SETTING_INVALID', 'OIDC_ISSUER'],
    ['SETTING_MISSING', 'OIDC_JWKS_URL'],
    ['SETTING_MISSING', 'OIDC_AUDIENCE'],
    ['SETTING_MISSING', 'OIDC_CLIENT_ID'],
  ]);
});

test('says "listening" when it serves; on SIGTERM it refuses new connections, finishes what runs and ends with 0', async () => {
  const socket = socketPath();
  const backend = start(env(socket));
  expect(await backend.listening).toBe(true);
  const slow = call(socket, 'GET', '/api/slow');
  await call(socket, 'GET', '/api/open');
  backend.child.kill('SIGTERM');
  await expect
    .poll(() =>
      call(socket, 'GET', '/api/open').then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed');
  expect((await slow).json).toEqual({ ok: true });
  expect(await backend.ended).toEqual({ code: 0, signal: null });
  expect(existsSync(socket)).toBe(false);
});

test('a token while the provider is down is 503 with Retry-After, never 401', async () => {
  const socket = socketPath();
  await start(env(socket)).listening;
  const token = await accessToken(await signingKey('k'), { now: Math.floor(Date.now() / 1_000) });
  const answer = await call(socket, 'GET', '/api/me', { token });
  expect([answer.status, answer.json.code]).toEqual([503, 'AUTH_PROVIDER_UNAVAILABLE']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect((await call(socket, 'GET', '/api/health')).status).toBe(200);
});

test('takes over the socket of one that was killed, not of one that lives', async () => {
  const socket = socketPath();
  const killed = start(env(socket));
  await killed.listening;
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(existsSync(socket)).toBe(true);
  const next = start(env(socket));
  expect(await next.listening).toBe(true);
  const third = start(env(socket));
  expect((await third.ended).code).toBe(3);
  expect(third.said()).toContain('APP_ADDRESS_TAKEN');
});

test('listens on a TCP port of the loopback', async () => {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address!.port : 0));
    });
  });
  expect(await start(env(String(port))).listening).toBe(true);
  expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
});

test('nine at once migrate the same new database one after the other', async () => {
  const fresh = await testDatabase();
  try {
    const backends = Array.from({ length: 9 }, () => start({ ...env(socketPath()), DATABASE_URL: fresh.url }));
    expect(await Promise.all(backends.map((backend) => backend.listening))).toEqual(Array(9).fill(true));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await fresh.drop();
  }
}, 90_000);

test('a migration that fails leaves nothing behind, and the app says which and ends', async () => {
  const fresh = await testDatabase();
  const copy = mkdtempSync(join(import.meta.dirname, 'example-'));
  try {
    cpSync(join(EXAMPLE_SRC, '..'), copy, { recursive: true });
    const folder = join(copy, 'migrations', '20990101000000_bad');
    cpSync(join(copy, 'migrations', '20261122183009_notes'), folder, { recursive: true });
    writeFileSync(join(folder, 'migration.sql'), 'create table half ();\n--> statement-breakpoint\nselect nonsense;');
    const main = join(copy, 'src', 'main.ts');
    const backend = start({ ...env(socketPath()), DATABASE_URL: fresh.url }, main);
    expect((await backend.ended).code).toBe(1);
    expect(backend.said()).toContain('MIGRATION_FAILED');
    expect(backend.said()).toContain('column "nonsense" does not exist');
    writeFileSync(join(folder, 'migration.sql'), 'select 1;');
    expect(await start({ ...env(socketPath()), DATABASE_URL: fresh.url }, main).listening).toBe(true);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(copy, { recursive: true });
    await fresh.drop();
  }
});

test('a database that refuses the app is said at once', async () => {
  const url = new URL(database.url);
  url.password = 'wrong';
  const backend = start({ ...env(socketPath()), DATABASE_URL: url.href });
  expect((await backend.ended).code).toBe(3);
  expect(backend.said()).toContain('DATABASE_REFUSED');
});
