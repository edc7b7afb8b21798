import { mkdtempSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessToken, keyServer, signingKey } from '@scalr/auth-client/testing';
import { testDatabase } from '@scalr/testing/postgres';
import { expect, test } from 'vitest';
import { bootApp } from '../src/index.ts';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';

/** A wire to the real server that can be cut and mended. */
function wire(from: string, to: string) {
  let server: Server | null = null;
  const open = new Set<Socket>();
  return {
    mend: () =>
      new Promise<void>((resolve) => {
        server = createServer((client) => {
          const upstream = connect(to);
          for (const socket of [client, upstream]) {
            open.add(socket);
            socket.on('error', () => {});
            socket.on('close', () => {
              client.destroy();
              upstream.destroy();
              open.delete(socket);
            });
          }
          client.pipe(upstream).pipe(client);
        }).listen(from, resolve);
      }),
    cut: () =>
      new Promise<void>((resolve) => {
        server?.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

test('the database goes and comes back: 503 meanwhile, then as before, in the same process', async () => {
  const key = await signingKey('k1');
  const keys = await keyServer([key]);
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  const url = new URL(database.url);
  const real = url.searchParams.get('host') ?? '';
  const line = wire(join(folder, '.s.PGSQL.5432'), join(real, '.s.PGSQL.5432'));
  url.searchParams.set('host', folder);
  await line.mend();
  const socket = socketPath();
  const app = await bootApp({
    src: EXAMPLE_SRC,
    env: { ...environment({ port: socket, databaseUrl: url.href, jwksUrl: keys.url }), LOG_LEVEL: 'silent' },
  });
  const token = await accessToken(key, { now: Math.floor(Date.now() / 1_000) });
  const write = () => call(socket, 'POST', '/api/notes', { token, body: { title: crypto.randomUUID().slice(0, 8) } });
  try {
    expect((await write()).status).toBe(201);
    expect((await call(socket, 'GET', '/api/health')).status).toBe(200);

    await line.cut();
    for (const answer of [await write(), await call(socket, 'GET', '/api/health')]) {
      expect([answer.status, answer.json.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.text).not.toMatch(/insert|select|\.s\.PGSQL/i);
    }
    expect((await call(socket, 'GET', '/api/me', { token })).status).toBe(200);

    await line.mend();
    await expect.poll(async () => (await write()).status).toBe(201);
    expect((await call(socket, 'GET', '/api/health')).json).toEqual({ status: 'ok' });
  } finally {
    await app.stop();
    await line.cut();
    await database.drop();
    await keys.close();
  }
});
