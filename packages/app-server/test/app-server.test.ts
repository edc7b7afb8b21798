import { statSync } from 'node:fs';
import { accessToken, keyServer, logoutToken, signingKey } from '@scalr/auth-client/testing';
import { type TestDatabase, testDatabase } from '@scalr/testing/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootApp, type RunningApp } from '../src/index.ts';
import { call, EXAMPLE_SRC, environment, socketPath } from './backend.ts';

const key = await signingKey('k1');
const now = () => Math.floor(Date.now() / 1_000);
const socket = socketPath();
const lines: string[] = [];
let keys: Awaited<ReturnType<typeof keyServer>>;
let database: TestDatabase;
let app: RunningApp;

const boot = () =>
  bootApp({
    src: EXAMPLE_SRC,
    env: environment({ port: socket, databaseUrl: database.url, jwksUrl: keys.url }),
    logStream: { write: (line) => lines.push(line) },
  });

beforeAll(async () => {
  keys = await keyServer([key]);
  database = await testDatabase();
  app = await boot();
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  await keys.close();
});

const token = (claims: Record<string, unknown> = {}) => accessToken(key, { now: now(), claims });

describe('access', () => {
  test('the socket is for its owner only', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  test('401 before 404, with a challenge and without a hint of what exists', async () => {
    const known = await call(socket, 'GET', '/api/me');
    const unknown = await call(socket, 'GET', '/api/nothing/here');
    for (const answer of [known, unknown]) {
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="urn:app:example"');
      expect(answer.json).toEqual({
        type: 'urn:scalr:problem:AUTH_TOKEN_MISSING',
        title: 'Unauthorized',
        status: 401,
        detail: 'This needs a signed-in person, and the request carries no access token.',
        code: 'AUTH_TOKEN_MISSING',
        fix: 'sign in, then send the access token as "Authorization: Bearer <token>"',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
    expect((await call(socket, 'GET', '/api/nothing/here', { token: await token() })).json).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  test('two Authorization headers are refused', async () => {
    const good = `Bearer ${await token()}`;
    const answer = await call(socket, 'GET', '/api/me', { headers: { authorization: [good, good] } });
    expect([answer.status, answer.json.code]).toEqual([400, 'AUTH_TOKEN_AMBIGUOUS']);
  });

  test('GET /api/me says who asks, by issuer and subject', async () => {
    const answer = await call(socket, 'GET', '/api/me', { token: await token() });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json).toEqual({
      issuer: 'http://auth.localhost:8080',
      subject: 'a1b2',
      name: 'Ada Lovelace',
      username: 'ada',
      email: 'ada@example.com',
      groups: ['staff'],
    });
  });

  test('a group of a route is needed', async () => {
    const refused = await call(socket, 'DELETE', '/api/notes', { token: await token() });
    expect([refused.status, refused.json.code]).toEqual([403, 'AUTH_GROUP_MISSING']);
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope"');
    const allowed = await call(socket, 'DELETE', '/api/notes', { token: await token({ groups: ['managers'] }) });
    expect([allowed.status, allowed.text]).toEqual([204, '']);
  });

  test('a route without an access rule does not mount, and says so', async () => {
    expect((await call(socket, 'GET', '/api/forgotten')).status).toBe(401);
    expect((await call(socket, 'GET', '/api/forgotten', { token: await token() })).status).toBe(404);
    const said = lines.map((line) => JSON.parse(line)).find((line) => line.code === 'ROUTE_WITHOUT_ACCESS');
    expect(said).toMatchObject({
      level: 'error',
      message: 'GET /api/forgotten in routes/odd.ts is not mounted: it does not declare who may use it.',
    });
  });

  test('identity headers from outside mean nothing', async () => {
    const headers = { 'x-forwarded-user': 'ada', 'remote-user': 'ada', 'x-authentik-username': 'ada' };
    expect((await call(socket, 'GET', '/api/me', { headers })).status).toBe(401);
  });
});

describe('requests', () => {
  test('what is written can be read back, and only by its owner', async () => {
    const made = await call(socket, 'POST', '/api/notes', { token: await token(), body: { title: 'Bread' } });
    expect(made.status).toBe(201);
    expect(made.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      title: 'Bread',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const path = `/api/notes/${made.json.id}`;
    expect((await call(socket, 'GET', path, { token: await token() })).json).toEqual(made.json);
    const other = await call(socket, 'GET', path, { token: await token({ sub: 'somebody-else' }) });
    expect([other.status, other.json.detail]).toEqual([404, 'No such note.']);
    const twice = await call(socket, 'POST', '/api/notes', { token: await token(), body: { title: 'Bread' } });
    expect([twice.status, twice.json.code]).toEqual([409, 'ALREADY_EXISTS']);
  });

  test('every bad field has its pointer', async () => {
    const body = { title: '', 'a/b~c': 'x', extra: 1 };
    const answer = await call(socket, 'POST', '/api/notes', { token: await token(), body });
    expect([answer.status, answer.json.code]).toEqual([422, 'VALIDATION_FAILED']);
    expect(answer.json.errors.map((error: { in: string; pointer: string }) => [error.in, error.pointer])).toEqual([
      ['body', '#/title'],
      ['body', '#/a~1b~0c'],
      ['body', '#/extra'],
    ]);
    const path = await call(socket, 'GET', '/api/notes/7', { token: await token() });
    expect(path.json.errors).toMatchObject([{ in: 'path', pointer: '#/id' }]);
  });

  test.each([
    ['broken JSON', { raw: '{' }, 400, 'BAD_REQUEST'],
    ['no JSON', { raw: 'a', headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['too much', { raw: JSON.stringify({ title: 'x'.repeat(1_100_000) }) }, 413, 'BODY_TOO_LARGE'],
    ['a poisoned prototype', { raw: '{"__proto__": {"a": 1}, "title": "x"}' }, 400, 'BAD_REQUEST'],
  ])('%s is a problem of its own', async (_name, wish, status, code) => {
    const answer = await call(socket, 'POST', '/api/notes', { token: await token(), ...wish });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  test('the body of somebody unknown is not even read', async () => {
    expect((await call(socket, 'POST', '/api/notes', { raw: '{' })).status).toBe(401);
  });

  test('a defect shows nothing of itself', async () => {
    for (const path of ['/api/boom', '/api/wrong']) {
      const answer = await call(socket, 'GET', path);
      expect([answer.status, answer.json.code, answer.json.detail]).toEqual([
        500,
        'INTERNAL',
        'Something went wrong on our side.',
      ]);
      expect(answer.text).not.toContain('secret inner detail');
    }
  });

  test('a request id is kept when it is sane and made when it is not', async () => {
    const given = await call(socket, 'GET', '/api/open', { headers: { 'x-request-id': 'abc-12345' } });
    expect(given.headers['x-request-id']).toBe('abc-12345');
    const odd = await call(socket, 'GET', '/api/open', { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('no secret reaches the log', async () => {
    const secret = await token();
    await call(socket, 'GET', '/api/open?access_token=marked-value-1', { token: secret });
    await call(socket, 'GET', '/api/me', { token: `${secret}x`, headers: { cookie: 'sid=marked-value-2' } });
    const log = lines.join('');
    expect(log).toContain('"path":"/api/open"');
    for (const marked of ['marked-value', secret.split('.')[2] as string]) expect(log).not.toContain(marked);
  });
});

describe('contract', () => {
  test('health is 200 while the database is right', async () => {
    expect((await call(socket, 'GET', '/api/health')).json).toEqual({ status: 'ok' });
  });

  test('OpenAPI 3.1 of every mounted route', async () => {
    const { status, json } = await call(socket, 'GET', '/api/openapi.json');
    expect([status, json.openapi, json.info.title]).toEqual([200, '3.1.0', 'example']);
    expect(Object.keys(json.paths)).toEqual([
      '/api/boom',
      '/api/health',
      '/api/me',
      '/api/notes',
      '/api/notes/{id}',
      '/api/open',
      '/api/slow',
      '/api/wrong',
    ]);
    expect(json.paths['/api/notes/{id}'].get).toMatchObject({
      operationId: 'getNotesById',
      security: [{ bearer: [] }],
      parameters: [{ name: 'id', in: 'path', required: true }],
      responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Note' } } } } },
    });
    expect(json.paths['/api/notes'].delete['x-required-groups']).toEqual(['managers']);
    expect(Object.keys(json.components.schemas)).toEqual(['Health', 'Me', 'Note', 'Problem']);
    expect(json.components.schemas.Note.properties.createdAt).toMatchObject({ type: 'string', format: 'date-time' });
  });
});

describe('sign-out at the provider', () => {
  const end = (form: string) =>
    call(socket, 'POST', '/api/auth/backchannel-logout', {
      raw: form,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  test('ends the session here, also for a token seen before, and after a restart', async () => {
    const mine = await token({ sid: 'ending' });
    const others = await token({ sid: 'going-on' });
    expect((await call(socket, 'GET', '/api/me', { token: mine })).status).toBe(200);
    const notice = await logoutToken(key, { now: now(), claims: { sid: 'ending' } });
    expect((await end(`logout_token=${notice}`)).status).toBe(200);
    const refused = await call(socket, 'GET', '/api/me', { token: mine });
    expect([refused.status, refused.json.code]).toEqual([401, 'AUTH_SESSION_ENDED']);
    expect((await call(socket, 'GET', '/api/me', { token: others })).status).toBe(200);

    await app.stop();
    app = await boot();
    expect((await call(socket, 'GET', '/api/me', { token: mine })).status).toBe(401);
    const replay = await end(`logout_token=${notice}`);
    expect([replay.status, replay.json.code]).toEqual([400, 'AUTH_LOGOUT_TOKEN_INVALID']);
  });

  test('nothing but one logout token does it', async () => {
    expect((await end('')).json.code).toBe('LOGOUT_TOKEN_MISSING');
    expect((await end('logout_token=a&logout_token=b')).status).toBe(400);
    expect((await end(`logout_token=${await token()}`)).status).toBe(400);
  });
});
