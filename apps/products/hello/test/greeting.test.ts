import { join } from 'node:path';
import { bootApp, type RunningApp } from '@scalr/app-server';
import {
  AUDIENCE,
  accessToken,
  CLIENT_ID,
  ISSUER,
  type KeyServer,
  keyServer,
  signingKey,
} from '@scalr/auth-client/testing';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';

const key = await signingKey('k1');
let keys: KeyServer;
let database: TestDatabase;
let app: RunningApp;

beforeAll(async () => {
  keys = await keyServer([key]);
  database = await testDatabase();
  app = await bootApp({
    src: join(import.meta.dirname, '..', 'backend', 'src'),
    env: {
      APP_SLUG: 'hello',
      PORT: '0',
      PUBLIC_URL: 'http://hello.localhost',
      DATABASE_URL: database.url,
      OIDC_ISSUER: ISSUER,
      OIDC_JWKS_URL: keys.url,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_CLIENT_ID: CLIENT_ID,
      LOG_LEVEL: 'silent',
    },
  });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  await keys.close();
});

async function call(method: string, path: string, claims: Record<string, unknown>) {
  const token = await accessToken(key, { now: Math.floor(Date.now() / 1_000), claims });
  const answer = await fetch(app.address + path, { method, headers: { authorization: `Bearer ${token}` } });
  return answer.json();
}

test('greets by name and has nobody seen before', async () => {
  expect(await call('GET', '/api/greeting', { sub: 'new' })).toEqual({
    text: 'Hello, Ada Lovelace',
    visits: 0,
    since: null,
  });
  expect(await call('GET', '/api/greeting', { sub: 'new', name: undefined })).toMatchObject({ text: 'Hello, ada' });
});

test('counts each session once, for each person apart, and remembers since when', async () => {
  const first = await call('POST', '/api/visits', { sub: 'ada', sid: 's1' });
  expect(first).toEqual({ text: 'Hello, Ada Lovelace', visits: 1, since: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(Math.abs(Date.parse(first.since) - Date.now())).toBeLessThan(60_000);
  expect(await call('POST', '/api/visits', { sub: 'ada', sid: 's1' })).toEqual(first);
  expect(await call('POST', '/api/visits', { sub: 'ada', sid: 's2' })).toEqual({ ...first, visits: 2 });
  expect(await call('POST', '/api/visits', { sub: 'bob', sid: 's3', name: 'Bob' })).toMatchObject({
    text: 'Hello, Bob',
    visits: 1,
  });
  expect(await call('GET', '/api/greeting', { sub: 'ada' })).toEqual({ ...first, visits: 2 });
});
