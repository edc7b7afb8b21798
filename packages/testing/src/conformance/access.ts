import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { secondsNow, stageToken } from '../backend-under-test.ts';
import { hostileRequests } from '../hostile-tokens.ts';
import { type ConformanceSubject, parsedLine } from './subject.ts';

/** One time for all backends: so they are asked with the same tokens, byte for byte. */
const LOADED_AT = secondsNow();

/** Who is let in, and what everybody else learns. */
export function accessConformance(subject: ConformanceSubject): void {
  describe('access', () => {
    test('the socket is for its owner only', () => {
      expect(statSync(subject.backend.socket).mode & 0o777).toBe(0o600);
    });

    test.each([
      ['GET', '/api/me'],
      ['GET', '/api/nothing/here'],
      ['PUT', '/api/open'],
      ['POST', '/api/notes'],
      ['GET', '/'],
      ['OPTIONS', '/api/notes'],
      ['GET', '/api/forgotten'],
      ['GET', '/docs'],
    ])('401 before 404: %s %s', async (method, path) => {
      const answer = subject.keep(`nobody ${method} ${path}`, await subject.call(method, path));
      expect([answer.status, answer.json.code]).toEqual([401, 'AUTH_TOKEN_MISSING']);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="urn:app:example"');
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
    });

    test.each([
      ['GET', '/api/nothing/here'],
      ['PUT', '/api/notes'],
      ['GET', '/api/open/'],
      ['GET', '/docs'],
      ['GET', '/api/forgotten'],
    ])('404 for somebody: %s %s', async (method, path) => {
      const answer = subject.keep(
        `somebody ${method} ${path}`,
        await subject.call(method, path, { token: stageToken() }),
      );
      expect([answer.status, answer.json.code]).toEqual([404, 'NOT_FOUND']);
    });

    test('the body of somebody unknown is not even read', async () => {
      expect((await subject.call('POST', '/api/notes', { raw: '{' })).status).toBe(401);
    });

    test('GET /api/me says who asks', async () => {
      const answer = subject.keep('me', await subject.call('GET', '/api/me', { token: stageToken() }));
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(answer.json).toEqual({
        issuer: 'http://auth.localhost:8080',
        subject: 'a1b2',
        name: 'Ada Lovelace',
        username: 'ada',
        email: 'ada@example.com',
        groups: ['staff'],
      });
    });

    test('groups of the app and of a route are needed', async () => {
      const stranger = subject.keep(
        'no group',
        await subject.call('GET', '/api/me', { token: stageToken({ groups: [] }) }),
      );
      expect([stranger.status, stranger.json.code]).toEqual([403, 'AUTH_GROUP_MISSING']);
      const refused = subject.keep('no manager', await subject.call('DELETE', '/api/notes', { token: stageToken() }));
      expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope"');
      const token = stageToken({ groups: ['staff', 'managers'] });
      const allowed = subject.keep('manager', await subject.call('DELETE', '/api/notes', { token }));
      expect([allowed.status, allowed.text]).toEqual([204, '']);
    });

    const crm = { client_id: 'crm.service', sub: 'crm.service' };
    const billing = { client_id: 'billing.service', sub: 'billing.service' };
    test.each<[string, string, Record<string, unknown>, number, string | null]>([
      ['an app that the route names', '/api/for-apps', billing, 200, null],
      ['an app that it does not', '/api/for-apps', crm, 403, 'AUTH_PERSON_NEEDED'],
      ['a person without the group', '/api/for-apps', {}, 403, 'AUTH_GROUP_MISSING'],
      ['a person with the group', '/api/for-apps', { groups: ['staff', 'managers'] }, 200, null],
      ['an app where people are meant', '/api/me', billing, 403, 'AUTH_PERSON_NEEDED'],
      ['an app for a person', '/api/me', { client_id: crm.client_id, act: { sub: crm.sub } }, 200, null],
      ['an app that may not call', '/api/me', { client_id: 'shop.service' }, 403, 'AUTH_CALLER_REFUSED'],
    ])('calls between apps: %s', async (name, path, claims, status, code) => {
      const answer = subject.keep(`call: ${name}`, await subject.call('GET', path, { token: stageToken(claims) }));
      expect([answer.status, answer.json.code ?? null]).toEqual([status, code]);
    });

    test('a route without an access rule does not mount, and says so', () => {
      const said = subject.backend.lines.map(parsedLine).find((line) => line?.code === 'ROUTE_WITHOUT_ACCESS');
      expect(said).toMatchObject({ level: 'error', app: 'example' });
      expect(String(said?.message)).toMatch(
        /^GET \/api\/forgotten in routes\/odd\.\w+ is not mounted: it does not declare who may use it\.$/,
      );
    });

    test('hostile tokens over the wire', async () => {
      const rows = hostileRequests(LOADED_AT).filter(
        ({ name, group, setup, request }) =>
          setup.keys === 'one' &&
          setup.profile === 'embedded' &&
          setup.requiredGroups.join() === 'staff' &&
          // The backends let two apps in.
          !group.startsWith('calls') &&
          request.headers.join().length + request.path.length < 15_000 &&
          // Time goes on between making and asking.
          !/\b(?:29|30|31) s\b/.test(name),
      );
      expect(rows.length).toBeGreaterThan(200);
      const wrong: unknown[] = [];
      for (const { name, request, expect: wanted } of rows) {
        const answer = await subject.call(request.method, request.path, {
          headers: request.headers,
          ...(request.body === null ? {} : { raw: request.body }),
        });
        subject.keep(`hostile: ${name}`, answer);
        const seen = [answer.status, answer.json?.code ?? null];
        if (seen.join() !== [wanted.status, wanted.code].join()) wrong.push([name, ...seen]);
      }
      expect(wrong).toEqual([]);
    });
  });
}
