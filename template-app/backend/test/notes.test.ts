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
    src: join(import.meta.dirname, '..', 'src'),
    env: {
      APP_SLUG: CLIENT_ID,
      PORT: '0',
      PUBLIC_URL: `http://${CLIENT_ID}.localhost`,
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

/** One request as a person. */
async function call(sub: string, method: string, path: string, body?: unknown) {
  const token = await accessToken(key, { now: Math.floor(Date.now() / 1_000), claims: { sub } });
  const answer = await fetch(app.address + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: answer.status === 204 ? null : await answer.json() };
}
const titles = async (sub: string, query = '') =>
  (await call(sub, 'GET', `/api/notes${query}`)).json.items.map((note: { title: string }) => note.title);

test('nobody gets in without a token', async () => {
  expect((await fetch(`${app.address}/api/notes`)).status).toBe(401);
});

test('a note is made, read, changed in part and deleted', async () => {
  const made = await call('ada', 'POST', '/api/notes', { title: 'Shopping', body: 'Milk' });
  expect(made).toMatchObject({ status: 201, json: { title: 'Shopping', body: 'Milk', pinned: false } });
  const path = `/api/notes/${made.json.id}`;
  expect(await call('ada', 'GET', path)).toEqual({ status: 200, json: made.json });
  const changed = await call('ada', 'PATCH', path, { pinned: true });
  expect(changed).toMatchObject({ status: 200, json: { title: 'Shopping', body: 'Milk', pinned: true } });
  expect(Date.parse(changed.json.updatedAt)).toBeGreaterThanOrEqual(Date.parse(made.json.updatedAt));
  expect((await call('ada', 'DELETE', path)).status).toBe(204);
  expect((await call('ada', 'GET', path)).status).toBe(404);
});

test('a bad field is named', async () => {
  const empty = await call('ada', 'POST', '/api/notes', { title: '' });
  expect(empty).toMatchObject({ status: 422, json: { errors: [{ pointer: '#/title', detail: 'Give it a title.' }] } });
  const long = await call('ada', 'POST', '/api/notes', { title: 'x', body: 'x'.repeat(10_001) });
  expect(long).toMatchObject({ status: 422, json: { errors: [{ pointer: '#/body' }] } });
});

test('notes of others are neither seen nor changed', async () => {
  const { json: note } = await call('bob', 'POST', '/api/notes', { title: 'Private' });
  expect(await titles('eve')).toEqual([]);
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { title: 'Mine' } : undefined;
    expect([method, (await call('eve', method, `/api/notes/${note.id}`, body)).status]).toEqual([method, 404]);
  }
  expect(await titles('bob')).toEqual(['Private']);
});

test('a list is newest first, in pages, and can be searched', async () => {
  for (const title of ['One', 'Two', 'Three']) {
    await call('cid', 'POST', '/api/notes', { title, body: title === 'Two' ? 'needle' : '', pinned: title === 'One' });
  }
  expect(await titles('cid')).toEqual(['Three', 'Two', 'One']);
  expect(await titles('cid', '?q=NEEDLE')).toEqual(['Two']);
  expect(await titles('cid', '?pinned=true')).toEqual(['One']);
  const { json: first } = await call('cid', 'GET', '/api/notes?limit=2');
  expect(first.items).toHaveLength(2);
  expect(await titles('cid', `?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`)).toEqual(['One']);
});
