import { existsSync } from 'node:fs';
import { canonicalOpenApi } from '@scalr/openapi';
import { describe, expect, test } from 'vitest';
import { stageLogoutToken, stageToken } from '../backend-under-test.ts';
import { databaseWire } from '../database-wire.ts';
import { testDatabase } from '../postgres.ts';
import type { ConformanceSubject } from './subject.ts';

/** What every app has, how it starts, and how it ends. */
export function lifeConformance(subject: ConformanceSubject): void {
  describe('contract', () => {
    test('health', async () => {
      const answer = subject.keep('health', await subject.call('GET', '/api/health'));
      expect([answer.status, answer.json, answer.headers['cache-control']]).toEqual([
        200,
        { status: 'ok' },
        'no-store',
      ]);
    });

    test('OpenAPI 3.1 of every mounted route', async () => {
      const answer = await subject.call('GET', '/api/openapi.json');
      expect([answer.status, answer.json.openapi, answer.json.info]).toEqual([
        200,
        '3.1.0',
        { title: 'example', version: '1' },
      ]);
      subject.comparable.set('OpenAPI', [200, undefined, undefined, canonicalOpenApi(answer.json)]);
      const operations = Object.values(answer.json.paths as Record<string, Record<string, { operationId: string }>>);
      const names = operations.flatMap((path) => Object.values(path).map((one) => one.operationId));
      for (const name of ['getMe', 'getHealth', 'getNotesById', 'listProjects', 'createRoomBooking', 'updateTask'])
        expect(names).toContain(name);
      for (const name of ['getForgotten', 'deleteSample', 'getAnnouncement']) expect(names).not.toContain(name);
      expect(JSON.stringify(answer.json)).not.toContain('secret');
    });

    test('sign-out at the provider ends the session here', async () => {
      const end = (raw: string) =>
        subject.call('POST', '/api/auth/backchannel-logout', {
          raw,
          headers: [['content-type', 'application/x-www-form-urlencoded']],
        });
      const mine = stageToken({ sid: 'ending' });
      expect((await subject.call('GET', '/api/me', { token: mine })).status).toBe(200);
      const notice = stageLogoutToken({ sid: 'ending' });
      expect((await end(`logout_token=${notice}`)).status).toBe(200);
      expect(subject.keep('ended', await subject.call('GET', '/api/me', { token: mine })).json).toMatchObject({
        status: 401,
        code: 'AUTH_SESSION_ENDED',
      });
      expect((await subject.call('GET', '/api/me', { token: stageToken({ sid: 'going-on' }) })).status).toBe(200);
      expect(subject.keep('replayed', await end(`logout_token=${notice}`)).json).toMatchObject({
        status: 400,
        code: 'AUTH_LOGOUT_TOKEN_INVALID',
      });
      expect(subject.keep('no logout token', await end('')).json).toMatchObject({ status: 400 });
      expect(subject.keep('two logout tokens', await end('logout_token=a&logout_token=b')).json.code).toBe(
        'LOGOUT_TOKEN_MISSING',
      );
      expect(
        subject.keep('no form', await subject.call('POST', '/api/auth/backchannel-logout', { body: {} })).status,
      ).toBe(415);
    });
  });

  describe('life', () => {
    test('every missing or malformed setting is named at once, each with its fix', async () => {
      const { code, said } = await subject.stage.refuse(subject.recipe, {
        APP_SLUG: 'example',
        PORT: 'eighty',
        LOG_LEVEL: 'loud',
        OIDC_ISSUER: 'auth',
      });
      expect(code).toBe(3);
      const named = said.matchAll(/^(SETTING_\w+)\n {2}The environment variable (\w+) .*\n {2}fix: .+$/gm);
      expect([...named].map(([, code, key]) => [code, key])).toEqual([
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

    test('the health path is the one of the environment, there and in the document, and nowhere else', async () => {
      const app = await subject.stage.start(subject.recipe, { HEALTH_PATH: '/status/healthy-1' });
      const health = subject.keep('own health path', await app.call('GET', '/status/healthy-1'));
      expect([health.status, health.json]).toEqual([200, { status: 'ok' }]);
      expect((await app.call('GET', '/api/health')).status).toBe(401);
      const { paths } = (await app.call('GET', '/api/openapi.json')).json;
      expect(paths['/status/healthy-1'].get.operationId).toBe('getHealth');
      expect(paths['/api/health']).toBeUndefined();
      await app.child.stop();
      const wrong = { ...subject.stage.environment(subject.backend.socket), HEALTH_PATH: '/api/../x' };
      expect((await subject.stage.refuse(subject.recipe, wrong)).said).toMatch(
        /^SETTING_INVALID\n {2}The environment variable HEALTH_PATH /m,
      );
    });

    test('a database that refuses the app is said at once', async () => {
      const env = subject.stage.environment(subject.backend.socket);
      const url = new URL(env.DATABASE_URL!);
      url.password = 'wrong';
      const { code, said } = await subject.stage.refuse(subject.recipe, { ...env, DATABASE_URL: url.href });
      expect([code, said]).toEqual([3, expect.stringMatching(/^DATABASE_REFUSED$/m)]);
    });

    test('a socket that somebody listens on is not taken over', async () => {
      const { code, said } = await subject.stage.refuse(
        subject.recipe,
        subject.stage.environment(subject.backend.socket),
      );
      expect([code, said]).toEqual([3, expect.stringMatching(/^APP_ADDRESS_TAKEN$/m)]);
    });

    test('boots while the provider is down: a token is then 503 with Retry-After, never 401', async () => {
      const lonely = await subject.stage.start(subject.recipe, { OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks' });
      const answer = subject.keep('provider down', await lonely.call('GET', '/api/me', { token: stageToken() }));
      expect([answer.status, answer.json.code, answer.headers['retry-after']]).toEqual([
        503,
        'AUTH_PROVIDER_UNAVAILABLE',
        '30',
      ]);
      expect((await lonely.call('GET', '/api/health')).status).toBe(200);
      await lonely.child.stop();
    });

    test('the database goes and comes back: 503 meanwhile, then as before, in the same process', async () => {
      const wire = await databaseWire(subject.stage.environment('').DATABASE_URL!);
      const app = await subject.stage.start(subject.recipe, { DATABASE_URL: wire.url });
      const token = stageToken();
      const write = () => app.call('POST', '/api/notes', { token, body: { title: crypto.randomUUID().slice(0, 8) } });
      expect((await write()).status).toBe(201);
      await wire.cut();
      for (const answer of [await write(), await app.call('GET', '/api/health')]) {
        expect([answer.status, answer.json.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
        expect(answer.headers['retry-after']).toBe('5');
        expect(answer.text).not.toMatch(/insert|select|\.s\.PGSQL/i);
      }
      subject.keep('database lost', await app.call('GET', '/api/health'));
      expect((await app.call('GET', '/api/me', { token })).status).toBe(200);
      await wire.mend();
      await expect.poll(async () => (await write()).status, { timeout: 10_000 }).toBe(201);
      expect((await app.call('GET', '/api/health')).json).toEqual({ status: 'ok' });
      await app.child.stop();
      await wire.cut();
    });

    test('two at once migrate the same new database; killed, the next one takes the socket; on SIGTERM it ends listening, finishes what runs, ends with 0', async () => {
      const fresh = await testDatabase();
      try {
        const start = (env = {}) => subject.stage.start(subject.recipe, { DATABASE_URL: fresh.url, ...env });
        const [first, second] = await Promise.all([start(), start()]);
        expect((await second.call('GET', '/api/health')).status).toBe(200);
        await first.child.stop({ signal: 'SIGKILL' });
        expect(existsSync(first.socket)).toBe(true);
        const next = await start({ PORT: first.socket });
        const slow = next.call('GET', '/api/slow');
        await next.call('GET', '/api/open');
        const ended = next.child.stop();
        const state = () =>
          next.call('GET', '/api/open').then(
            () => 'open',
            () => 'closed',
          );
        await expect.poll(state).toBe('closed');
        expect((await slow).json).toEqual({ ok: true });
        expect(await ended).toEqual({ code: 0, signal: null });
        expect(existsSync(next.socket)).toBe(false);
        await second.child.stop();
      } finally {
        await fresh.drop();
      }
    });
  });
}
