import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '@scalr/testing/postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Answer, answerOf } from './answer.ts';
import { adminOver, app } from './running-identity.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auth-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const environment = (databaseUrl: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  PORT: join(folder, 'public.sock'),
  ADMIN_SOCKET: join(folder, 'admin.sock'),
  DATABASE_URL: databaseUrl,
  ISSUER: 'http://auth.localhost:8080',
  KEYS_FOLDER: join(folder, 'keys'),
  COOKIE_KEYS: randomBytes(32).toString('hex'),
  PORTAL_URL: 'http://portal.localhost:8080',
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function launch(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  children.push(child);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  child.stderr?.on('data', (chunk) => (said += chunk));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, said })));
  const listening = new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    void ended.then(() => reject(new Error(said)));
  });
  listening.catch(() => {});
  return { child, listening, ended };
}

const ask = (path: string, headers: Record<string, string> = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const options = {
      socketPath: join(folder, 'public.sock'),
      path,
      headers: { host: 'auth.localhost:8080', ...headers },
    };
    request(options, (incoming) => resolve(answerOf(incoming)))
      .on('error', reject)
      .end();
  });

const AUTHORIZE = `/authorize?${new URLSearchParams({
  client_id: 'hello',
  redirect_uri: 'http://hello.localhost/auth/callback',
  response_type: 'code',
  scope: 'openid',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
})}`;

test('it starts before any app exists, says so, and ends by SIGTERM with 0', async () => {
  const database = await testDatabase();
  const { child, listening, ended } = launch(environment(database.url));
  expect(await listening).toEqual({ type: 'listening' });
  const discovery = await ask('/.well-known/openid-configuration');
  expect(discovery.json).toMatchObject({ issuer: 'http://auth.localhost:8080' });
  expect((await adminOver(join(folder, 'admin.sock'))('GET', '/health')).json).toEqual({ status: 'ok' });
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  expect(existsSync(join(folder, 'public.sock'))).toBe(false);
  await database.drop();
});

test('every wrong setting is named at once', async () => {
  const { ended } = launch({
    PATH: process.env.PATH ?? '',
    ISSUER: 'http://auth.localhost/',
    COOKIE_KEYS: 'short',
    LOG_LEVEL: 'loud',
  });
  const { code, said } = await ended;
  expect(code).toBe(3);
  const named = [...said.matchAll(/AUTH_SETTING_INVALID\n {2}Environment variable (\w+): expected (.*)\./g)];
  expect(named.map(([, name]) => name).sort()).toEqual([
    'ADMIN_SOCKET',
    'COOKIE_KEYS',
    'DATABASE_URL',
    'ISSUER',
    'KEYS_FOLDER',
    'LOG_LEVEL',
    'PORT',
    'PORTAL_URL',
  ]);
  expect(said).not.toMatch(/ at .*\.ts/);
});

test('killed and started again it takes over its sockets; a second one beside it is told no', async () => {
  const database = await testDatabase();
  const env = environment(database.url);
  const first = launch(env);
  await first.listening;
  await adminOver(env.ADMIN_SOCKET as string)('PUT', '/clients', [app('hello')]);
  const second = launch(env);
  const { code, said } = await second.ended;
  expect(code).toBe(3);
  expect(said).toContain('AUTH_ADDRESS_TAKEN');
  first.child.kill('SIGKILL');
  await first.ended;
  const third = launch(env);
  await third.listening;
  expect((await ask(AUTHORIZE)).status).toBe(303);
  await database.drop();
});

/** Stands between the service and Postgres, so that the line can be cut and joined again. */
function cuttableLine(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const real = join(url.searchParams.get('host') as string, `.s.PGSQL.${url.port || 5432}`);
  const path = join(folder, '.s.PGSQL.5432');
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  url.searchParams.set('host', folder);
  url.port = '5432';
  return {
    url: url.href,
    join: () =>
      new Promise<void>((resolve) => {
        server = createServer((near) => {
          const far = connect(real);
          for (const socket of [near, far]) {
            sockets.add(socket);
            socket.on('error', () => {});
            socket.on('close', () => sockets.delete(socket));
          }
          near.pipe(far).pipe(near);
        }).listen(path, resolve);
      }),
    cut: () =>
      new Promise<void>((resolve) => {
        server?.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

test('without its database it lives, says 503, and comes back by itself', async () => {
  const database = await testDatabase();
  const line = cuttableLine(database.url);
  const { child, listening } = launch(environment(line.url));
  // The database is late: the service waits for it.
  await expect.poll(() => existsSync(join(folder, 'admin.sock')) || child.exitCode !== null).toBe(false);
  await line.join();
  await listening;
  await adminOver(join(folder, 'admin.sock'))('PUT', '/clients', [app('hello')]);
  const page = () => ask(AUTHORIZE, { accept: 'text/html' });
  expect((await page()).status).toBe(303);

  await line.cut();
  await expect.poll(async () => (await page()).status).toBe(503);
  const down = await page();
  expect(down.headers['retry-after']).toBe('2');
  expect(down.headers.location).toBeUndefined();
  expect(down.text).toContain('Please try again in a moment');
  expect(down.text).not.toMatch(/ECONN|ENOENT|postgres|\.ts:/);
  const admin = await adminOver(join(folder, 'admin.sock'))('GET', '/users');
  expect(admin).toMatchObject({ status: 503, json: { code: 'AUTH_DATABASE_AWAY' } });
  expect((await ask('/jwks')).status).toBe(200);
  expect(child.exitCode).toBeNull();

  await line.join();
  await expect.poll(async () => (await page()).status, { timeout: 10_000 }).toBe(303);
  await line.cut();
  await database.drop();
});

test('a request that runs when the end comes is answered', async () => {
  const database = await testDatabase();
  const { child, listening, ended } = launch(environment(database.url));
  await listening;
  // The head is sent, the body comes after the signal.
  const answer = new Promise<Answer>((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: join(folder, 'public.sock'),
        path: '/token',
        method: 'POST',
        headers: {
          host: 'auth.localhost:8080',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': 3,
        },
      },
      (incoming) => resolve(answerOf(incoming)),
    );
    outgoing.on('error', reject);
    outgoing.write('a=', () => {
      child.kill('SIGTERM');
      const stillListens = () =>
        ask('/jwks').then(
          () => true,
          () => false,
        );
      void expect
        .poll(stillListens)
        .toBe(false)
        .then(() => outgoing.end('b'), reject);
    });
  });
  expect((await answer).status).toBe(400);
  expect((await ended).code).toBe(0);
  await database.drop();
});
