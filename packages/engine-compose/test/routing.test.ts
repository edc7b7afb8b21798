import { until } from '@scalr/testing';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask, type Question } from './routing/ask.ts';
import { findEdges } from './routing/edges.ts';
import { raw } from './routing/raw.ts';
import { openStand, type Stand, withFormerHost } from './routing/stand.ts';

const { edges, reason } = await findEdges();
const ANSWER_SECONDS = 2;

describe.skipIf(reason !== null).each(edges)('the edge on localhost ($name)', (edge) => {
  let stand: Stand;
  const get = (host: string, path: string, question?: Question) => ask(stand.ports[80] as number, host, path, question);
  const seen = async (host: string, path: string, question?: Question) =>
    JSON.parse((await get(host, path, question)).text) as {
      name: string;
      path: string;
      bytes: number;
      headers: Record<string, string>;
    };

  beforeAll(async () => {
    const { plan } = await serverPlan(SERVER_CASES['localhost-production']);
    stand = await openStand(
      edge,
      withFormerHost(plan, 'ledger', 'ledger.localhost'),
      ['portal', 'ledger', 'library', 'auth'],
      ANSWER_SECONDS,
    );
  }, 240_000);
  afterAll(() => stand?.close(), 60_000);

  it('leads a host to its page, its API to its backend, and the identity provider to itself', async () => {
    expect((await seen('books.localhost', '/')).name).toBe('ledger-frontend');
    expect((await seen('books.localhost', '/some/page?q=1')).path).toBe('/some/page?q=1');
    expect((await seen('books.localhost', '/api/entries?q=1')).name).toBe('ledger-backend');
    expect((await seen('books.localhost', '/apis')).name).toBe('ledger-frontend');
    expect((await seen('library.localhost', '/api/books')).name).toBe('library-backend');
    expect((await seen('auth.localhost', '/jwks')).name).toBe('auth-backend');
    for (const spelling of ['BOOKS.localhost', 'books.localhost.', 'books.localhost:8080'])
      expect((await seen(spelling, '/api/x')).name, spelling).toBe('ledger-backend');
  });

  it('answers 404 for a host it does not know, and asks nobody', async () => {
    for (const host of ['nobody.localhost', 'localhost', '127.0.0.1', 'books.localhost.evil.test'])
      expect((await get(host, '/marked-for-nobody')).status, host).toBe(404);
    for (const service of ['ledger-frontend', 'ledger-backend', 'library-frontend', 'auth-backend'])
      expect(await stand.logsOf(service)).not.toContain('marked-for-nobody');
  });

  it('sends whoever comes to a former host to the same page, and no cache remembers it', async () => {
    const page = await get('ledger.localhost', '/entries/1?q=a%20b');
    expect([page.status, page.headers.location]).toEqual([301, 'http://books.localhost/entries/1?q=a%20b']);
    expect(page.headers['cache-control']).toBe('no-store');
    const written = await get('ledger.localhost', '/api/entries', { method: 'POST', body: '{}' });
    expect([written.status, written.headers.location]).toEqual([308, 'http://books.localhost/api/entries']);
  });

  it('tells an upstream who asks, and nothing that a client claims about it', async () => {
    const { headers } = await seen('books.localhost', '/api/x', {
      headers: {
        'x-forwarded-for': '203.0.113.9',
        'x-forwarded-host': 'evil.test',
        'x-forwarded-proto': 'https',
        'x-real-ip': '203.0.113.9',
        forwarded: 'for=203.0.113.9',
        'x-forwarded-user': 'admin',
        x_forwarded_user: 'admin',
        'remote-user': 'admin',
        'x-authentik-username': 'admin',
        'x-authentik-groups': 'admins',
        authorization: 'Bearer kept',
      },
    });
    expect(headers.authorization).toBe('Bearer kept');
    expect(headers['x-forwarded-host']).toBe('books.localhost');
    expect(headers['x-forwarded-proto']).toBe('http');
    expect(JSON.stringify(headers)).not.toContain('203.0.113.9');
    expect(JSON.stringify(headers)).not.toContain('admin');
  });

  it('adds the headers of a browser’s safety, and says nothing of who answers', async () => {
    const { plan } = await serverPlan(SERVER_CASES['localhost-production']);
    const policy = plan.routes.find(({ slug }) => slug === 'ledger')?.contentSecurityPolicy;
    const everywhere = {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    };
    const api = await get('books.localhost', '/api/x');
    expect(api.headers).toMatchObject({
      ...everywhere,
      'content-security-policy': policy,
      'referrer-policy': 'same-origin',
    });
    const page = await get('books.localhost', '/');
    expect(page.headers).toMatchObject({ ...everywhere, 'content-security-policy': 'script-src ledger-frontend' });
    const identity = await get('auth.localhost', '/');
    expect(identity.headers).toMatchObject({ ...everywhere, 'content-security-policy': 'script-src auth-backend' });
    for (const { headers } of [api, page, identity])
      expect([headers.server, headers['x-powered-by'], headers['strict-transport-security']]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
  });

  it('leaves what a backend says of its own as it is', async () => {
    const { status, headers, text } = await get('books.localhost', '/api/conflict');
    expect([status, headers['x-own'], text]).toEqual([409, 'kept', '{"type":"about:blank","status":409,"code":"OWN"}']);
    const unready = await get('books.localhost', '/api/unready');
    expect([unready.status, unready.headers['retry-after'], unready.text]).toEqual([
      503,
      '9',
      '{"type":"about:blank","status":503,"code":"OWN_UNREADY"}',
    ]);
  });

  it('gives up an upstream that never answers, with 504 in the configured time', async () => {
    const begun = performance.now();
    const { status, headers, text } = await get('books.localhost', '/api/never');
    expect([status, headers['content-type']]).toEqual([504, 'application/problem+json']);
    expect(JSON.parse(text)).toMatchObject({ status: 504, code: 'APP_BACKEND_AWAY' });
    expect(performance.now() - begun).toBeGreaterThan(ANSWER_SECONDS * 900);
    expect(performance.now() - begun).toBeLessThan(ANSWER_SECONDS * 1000 + 5_000);
  });

  it('takes 10 MiB and not a byte more, announced or not', async () => {
    const limit = 10 * 1024 * 1024;
    const post = (length: number, headers: Record<string, string> = {}) =>
      get('books.localhost', '/api/x', { method: 'POST', body: Buffer.alloc(length), headers });
    const whole = await post(limit);
    expect([whole.status, (JSON.parse(whole.text) as { bytes: number }).bytes]).toEqual([200, limit]);
    const told: string[] = [];
    const head = `POST /api/x HTTP/1.1\r\nHost: books.localhost\r\nContent-Length: ${limit + 1}\r\n\r\n`;
    await raw(stand.ports[80] as number, head, (text) => told.push(text) > 0);
    expect(told[0]).toMatch(/^HTTP\/1\.1 413 /);
    expect((await post(limit + 1, { 'transfer-encoding': 'chunked' })).status).toBe(413);
  });

  it('refuses a head that is too long', async () => {
    expect((await get('books.localhost', '/', { headers: { 'x-long': 'a'.repeat(12_000) } })).status).toBe(200);
    expect((await get('books.localhost', '/', { headers: { 'x-long': 'a'.repeat(32_000) } })).status).toBe(431);
  });

  it('refuses paths in which two servers see two', async () => {
    for (const path of ['/api%2fx', '/api%5cx', '/api/%00'])
      expect((await get('books.localhost', path)).status, path).toBe(400);
    expect((await seen('books.localhost', '/page/../api/x')).name).toBe('ledger-backend');
    expect((await seen('books.localhost', '/api/../page')).name).toBe('ledger-frontend');
  });

  it('lets an answer through while it is still coming', async () => {
    const parts: string[] = [];
    await raw(
      stand.ports[80] as number,
      'GET /api/drip HTTP/1.1\r\nHost: books.localhost\r\nConnection: close\r\n\r\n',
      (text) => {
        parts.push(text);
        return text.includes('first') || text.includes('last');
      },
    );
    expect(parts.join('')).toContain('first');
    expect(parts.join('')).not.toContain('last');
  });

  it.each(['/', '/api/live'])('opens a WebSocket at %s', async (path) => {
    const frames: string[] = [];
    await raw(
      stand.ports[80] as number,
      `GET ${path} HTTP/1.1\r\nHost: books.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      (text, socket) => {
        frames.push(text);
        const all = frames.join('');
        if (all.includes('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=') && !all.includes('echo')) socket.write('echo');
        return all.includes('echo');
      },
    );
    expect(frames[0]).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('slows down who guesses, and nobody else', async () => {
    const guesses: Answer[] = [];
    const refusedOnes = () => guesses.filter(({ status }) => status === 429);
    // A slow machine is allowed more of them in the time that it takes.
    while (refusedOnes().length === 0 && guesses.length < 7000) {
      const some = Array.from({ length: 350 }, () => get('auth.localhost', '/token', { method: 'POST' }));
      guesses.push(...(await Promise.all(some)));
    }
    const refused = refusedOnes();
    expect(guesses.length - refused.length).toBeGreaterThanOrEqual(600);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await get('auth.localhost', '/jwks')).status).toBe(200);
    expect((await get('books.localhost', '/token')).status).toBe(200);
  }, 180_000);

  it('says in place of a backend that is not well, or gone, that it is away; the page goes on', async () => {
    const backend = stand.container('library-backend');
    const away = async () => (await get('library.localhost', '/api/books')).status === 503;
    await stand.docker('exec', backend, 'touch', '/tmp/draining');
    await until('the edge knows that the backend is not well', away, 30_000);
    await expectAway(503);
    await stand.docker('exec', backend, 'rm', '/tmp/draining');
    await until('the edge knows that the backend is well', async () => !(await away()), 30_000);
    await stand.docker('stop', '--time', '1', backend);
    await until('the edge knows that the backend is gone', away, 30_000);
    await expectAway(503);
    await stand.docker('stop', '--time', '1', stand.container('auth-backend'));
    await until('it knows of the identity provider', async () => (await get('auth.localhost', '/')).status === 503);
    expect((await get('auth.localhost', '/')).headers['retry-after']).toBe('5');
  }, 120_000);

  async function expectAway(status: number): Promise<void> {
    for (const question of [{}, { method: 'POST', body: '{}' }]) {
      const answer = await get('library.localhost', '/api/books', question);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '5' });
      expect(JSON.parse(answer.text)).toMatchObject({ status, code: 'APP_BACKEND_AWAY' });
    }
    expect((await seen('library.localhost', '/')).name).toBe('library-frontend');
    expect((await seen('books.localhost', '/api/x')).name).toBe('ledger-backend');
  }

  it('writes neither query nor token nor cookie into its log', async () => {
    await get('books.localhost', '/callback-marked?code=secret-code', {
      headers: {
        authorization: 'Bearer secret-token',
        cookie: 'session=secret-cookie',
        referer: 'http://x/?secret-ref',
      },
    });
    await until('the request is in the log', async () => (await stand.logsOf('traefik')).includes('/callback-marked'));
    expect(await stand.logsOf('traefik')).not.toMatch(/secret-(?:code|token|cookie|ref)/);
  });
});
