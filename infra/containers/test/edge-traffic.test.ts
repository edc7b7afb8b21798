import { createServer } from 'node:http';
import { connect } from 'node:net';
import { edgeLabels } from '@scalr/containers';
import type { Plan, Route } from '@scalr/plan';
import { SERVER_CASES, serverPlan } from '@scalr/testing/server-plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../edge/docker/docker-api.ts';
import { container, EdgeUnderTest, echo, listening, Upstreams } from './edge-under-test.ts';

const LOCAL = (await serverPlan(SERVER_CASES['localhost-production'])).plan;
const PUBLIC = (await serverPlan(SERVER_CASES['public-authentik'])).plan;

const labelsOf = (plan: Plan, slug: string, half: 'frontend' | 'backend', port: number) => {
  const route = plan.routes.find((each) => each.slug === slug) as Route;
  return edgeLabels(plan, { ...route, formerHosts: [`former.${route.host}`] }, half, port);
};

describe('the stand-in of the edge', () => {
  const upstreams = new Upstreams();
  const ports = { page: 0, api: 0, unreachable: 0 };
  let edge: EdgeUnderTest;
  const seen = async (...args: Parameters<EdgeUnderTest['ask']>) =>
    JSON.parse((await edge.ask(...args)).text) as { name: string; path: string; headers: Record<string, string> };
  const page = () => container('page', labelsOf(LOCAL, 'ledger', 'frontend', ports.page));
  const api = (state: Partial<Container> = {}, port = ports.api) =>
    container('api', labelsOf(LOCAL, 'ledger', 'backend', port), state);

  beforeAll(async () => {
    ports.page = await upstreams.open((request, response) => {
      const status = /^\/away\/(\d+)/.exec(request.url ?? '')?.[1];
      if (status === undefined) return void echo('page')(request, response);
      response.writeHead(200, { 'content-type': 'application/problem+json' }).end(JSON.stringify(request.headers));
    });
    ports.api = await upstreams.open((request, response) => {
      if (request.url?.endsWith('/never')) return;
      void echo('api')(request, response);
    });
    const closing = new Upstreams();
    ports.unreachable = await closing.open(() => {});
    closing.close();
    edge = await EdgeUnderTest.open([page(), api()]);
  });
  afterAll(() => {
    edge.close();
    upstreams.close();
  });

  it('leads by host and path, whatever the spelling', async () => {
    expect((await seen('books.localhost', '/some/page?q=1')).path).toBe('/some/page?q=1');
    for (const spelling of ['BOOKS.localhost', 'books.localhost.', 'books.localhost:8080'])
      expect((await seen(spelling, '/api/x')).name, spelling).toBe('api');
    expect((await seen('books.localhost', '/page/../%61pi//x')).path).toBe('/api/x');
    expect((await seen('books.localhost', '/api/../page')).name).toBe('page');
    expect(await edge.ask('nobody.localhost', '/')).toMatchObject({ status: 404, text: '404 page not found\n' });
    for (const path of ['/api%2fx', '/api%5Cx', '/api/%00', '/api/%zz'])
      expect((await edge.ask('books.localhost', path)).status, path).toBe(400);
  });

  it('says who asks, and lets nobody else say it', async () => {
    const claims = {
      'x-forwarded-for': '203.0.113.9',
      x_forwarded_user: 'admin',
      'remote-user': 'admin',
      connection: 'x-own',
      'x-own': 'a',
    };
    const { headers } = await seen('books.localhost:8080', '/api/x', { headers: { ...claims, authorization: 'kept' } });
    expect(headers).toEqual({
      ...{ host: 'books.localhost:8080', authorization: 'kept', connection: 'close' },
      ...{ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'books.localhost:8080', 'x-forwarded-port': '8080' },
      ...{ 'x-forwarded-proto': 'http', 'x-forwarded-server': 'edge', 'x-real-ip': '127.0.0.1' },
    });
  });

  it('writes the headers of an answer, and drops what is set to nothing', async () => {
    const { headers } = await edge.ask('books.localhost', '/api/x');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' });
    expect(headers.server).toBeUndefined();
  });

  it('sends from a former host to this one: GET by 301, others by 308', async () => {
    const moved = await edge.ask('former.books.localhost', '/a?q=a%20b');
    expect([moved.status, moved.headers.location]).toEqual([301, 'http://books.localhost/a?q=a%20b']);
    const written = await edge.ask('former.books.localhost', '/a', { method: 'POST' });
    expect([written.status, written.headers['cache-control']]).toEqual([308, 'no-store']);
  });

  it('takes a body whole, and none that is too large, announced or not', async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      edge.ask('books.localhost', '/api/x', { method: 'POST', body, headers });
    const chunked = { 'transfer-encoding': 'chunked' };
    expect(JSON.parse((await post('hello', chunked)).text)).toMatchObject({
      body: 'hello',
      headers: { 'content-length': '5' },
    });
    const large = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect((await post(large)).status).toBe(413);
    expect((await post(large, chunked)).status).toBe(413);
  });

  it('puts the word of another service in place of an answer that never came, and of one that cannot come', async () => {
    const late = await edge.ask('books.localhost', '/api/never', { headers: { accept: 'text/html', cookie: 'a=b' } });
    expect([late.status, late.headers['content-type']]).toEqual([504, 'application/problem+json']);
    expect(JSON.parse(late.text)).toEqual({ host: 'books.localhost', accept: 'text/html', connection: 'close' });
    edge.show([page(), api({}, ports.unreachable)]);
    expect((await edge.ask('books.localhost', '/api/x', { method: 'POST', body: '{}' })).status).toBe(502);
    edge.show([page(), api()]);
  });

  it('forgets a container that is not well, not running or on another network', async () => {
    for (const state of [{ health: 'unhealthy' }, { health: 'starting' }, { isRunning: false }, { addresses: {} }]) {
      edge.show([page(), api(state)]);
      const { headers } = await edge.ask('books.localhost', '/api/x');
      expect(headers['content-type'], JSON.stringify(state)).toBe('application/problem+json');
    }
    edge.show([page(), api({ health: null })]);
    expect((await seen('books.localhost', '/api/x')).name).toBe('api');
    edge.show([page(), api()]);
    expect(edge.complaints).toContain('api has no address on the network edge');
  });

  it('asks containers of one service in turn, and none of another platform', async () => {
    const second = await upstreams.open(echo('second'));
    const labels = (port: number) => ({
      ...labelsOf(LOCAL, 'library', 'frontend', port),
      'traefik.http.services.library_frontend.loadbalancer.server.port': String(ports.api),
    });
    const other = { addresses: { edge: '127.0.0.2' } };
    edge.show([container('one', labels(ports.api)), container('two', labels(ports.api), other)]);
    const asked = await Promise.all([1, 2].map(() => edge.ask('library.localhost', '/')));
    // Nobody listens on the other address of this machine, so every second one finds nobody.
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 502]);
    const foreign = { ...labelsOf(LOCAL, 'library', 'frontend', second), 'scalr.workspace': 'other' };
    edge.show([page(), api(), container('foreign', foreign)]);
    expect((await edge.ask('library.localhost', '/')).status).toBe(404);
  });

  it('believes neither of two containers that define one thing differently', async () => {
    const rule = { 'traefik.http.routers.ledger_api.rule': 'Host(`taken.localhost`)' };
    edge.show([page(), api(), container('other', { ...api().labels, ...rule })]);
    expect(edge.complaints.at(-1)).toBe('ledger_api of the routers is left out: containers define it differently');
    expect((await edge.ask('taken.localhost', '/')).status).toBe(404);
    edge.show([page(), api()]);
  });

  it('joins both sides of a WebSocket', async () => {
    const server = createServer().on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.pipe(socket);
    });
    edge.show([page(), api({}, await listening(server))]);
    const heard = await new Promise<string>((resolve, reject) => {
      let all = '';
      const socket = connect(edge.port, '127.0.0.1', () =>
        socket.write(
          'GET /api/live HTTP/1.1\r\nHost: books.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        ),
      );
      socket.on('error', reject).on('data', (chunk) => {
        all += String(chunk);
        if (all.endsWith('\r\n\r\n')) socket.write('echo');
        if (!all.endsWith('echo')) return;
        socket.destroy();
        resolve(all);
      });
    });
    expect(heard).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*\r\n\r\necho$/);
    server.close();
    edge.show([page(), api()]);
  });

  it('speaks TLS on a public domain, and sends there who comes without', async () => {
    const shown = [
      container('page', labelsOf(PUBLIC, 'ledger', 'frontend', ports.page)),
      container('api', labelsOf(PUBLIC, 'ledger', 'backend', ports.api)),
    ];
    const encrypted = await EdgeUnderTest.open(shown, true);
    const answer = await encrypted.ask('books.apps.example.com', '/api/x');
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(JSON.parse(answer.text)).toMatchObject({
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    });
    encrypted.close();
    edge.show(shown);
    const plain = await edge.ask('books.apps.example.com', '/api/x?q=1', { method: 'POST' });
    expect([plain.status, plain.headers.location]).toEqual([308, 'https://books.apps.example.com/api/x?q=1']);
  });

  it('tells the log neither query nor header', () => {
    expect(edge.visits.length).toBeGreaterThan(10);
    expect(JSON.stringify(edge.visits)).not.toMatch(/\?q=|authorization|cookie/);
  });
});
