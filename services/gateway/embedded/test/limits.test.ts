import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

const folder = temporaryFolder();
const backend = new EchoBackend();
const silent: Server = createServer((socket) => socket.on('error', () => undefined));
let gateway: GatewayProcess;

beforeAll(async () => {
  await backend.listen(`${folder.path}/b`);
  await new Promise<void>((resolve) => silent.listen(`${folder.path}/silent`, resolve));
  gateway = await GatewayProcess.start(
    configOf({
      limits: {
        bodyBytes: 1000,
        headerSeconds: 0.6,
        idleSeconds: 0.8,
        responseSeconds: 0.7,
        connectionsPerAddress: 40,
      },
      upstreams: [upstreamAt(`${folder.path}/b`), upstreamAt(`${folder.path}/silent`, { name: 'silent' })],
      routes: [
        routeOf(),
        routeOf({ host: 'silent.localhost', slug: 'silent', backend: 'silent' }),
        routeOf({
          host: 'auth.localhost',
          slug: 'auth',
          backendPaths: ['/'],
          rateLimit: { paths: ['/login', '/token/'], perMinute: 3 },
        }),
      ],
    }),
  );
});
afterEach(() => {
  backend.handler = null;
});
afterAll(async () => {
  await gateway.stop();
  await backend.close();
  silent.close();
  folder.remove();
});

const post = (body: string, ...headers: string[]) =>
  ['POST /api/ HTTP/1.1', 'Host: hello.localhost', ...headers, '', body].join('\r\n');

describe('size', () => {
  it('refuses a body announced too large before it is sent', async () => {
    const before = backend.seen.length;
    const answer = await ask(gateway.port, post('', 'Content-Length: 1001', 'Expect: 100-continue'));
    expect([answer.status, answer.closed]).toEqual([413, true]);
    expect(backend.seen.length).toBe(before);
  });

  it('takes one of exactly the limit', async () => {
    expect((await ask(gateway.port, post('x'.repeat(1000), 'Content-Length: 1000'))).status).toBe(200);
  });

  it('stops a chunked body at the limit; the backend never sees it whole', async () => {
    const before = backend.seen.length;
    const piece = `190\r\n${'x'.repeat(400)}\r\n`;
    const answer = await ask(gateway.port, post(`${piece.repeat(3)}0\r\n\r\n`, 'Transfer-Encoding: chunked'));
    expect([answer.status, answer.closed]).toEqual([413, true]);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'GATEWAY_BODY_TOO_LARGE' });
    expect(backend.seen.length).toBe(before);
  });
});

describe('time', () => {
  it('gives a head dripped byte by byte 408 and closes', async () => {
    const client = new RawClient(gateway.port);
    const text = get('/api/', [`X-Slow: ${'a'.repeat(500)}`]);
    let sent = 0;
    const started = performance.now();
    const drip = setInterval(() => client.send(text[sent++] ?? ''), 20);
    const answer = await client.answer();
    clearInterval(drip);
    expect(answer.status).toBe(408);
    expect(performance.now() - started).toBeLessThan(2000);
    await client.untilClosed(4000);
  });

  it('gives no more time to a head begun behind another request', async () => {
    const client = new RawClient(gateway.port).send(`${get('/api/')}GET /api/late HTTP/1.1\r\nHost:`);
    expect((await client.answer()).status).toBe(200);
    expect((await client.answer()).status).toBe(408);
    await client.untilClosed(4000);
  });

  it('closes a connection on which nothing is ever said', async () => {
    const client = new RawClient(gateway.port);
    await client.untilClosed(3000);
    expect(client.received).toBe('');
  });

  it('closes a connection idle after an answer, not before its time', async () => {
    const client = new RawClient(gateway.port).send(get('/api/'));
    await client.answer();
    const answered = performance.now();
    await client.untilClosed(4000);
    expect(performance.now() - answered).toBeGreaterThan(500);
  });

  it('answers 504 for an upstream that accepts and never answers; others are not held up', async () => {
    const client = new RawClient(gateway.port).send(get('/api/', [], 'silent.localhost'));
    expect((await ask(gateway.port, get('/api/'))).status).toBe(200);
    const answer = await client.answer();
    expect(answer.status).toBe(504);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'GATEWAY_UPSTREAM_TIMEOUT' });
    client.destroy();
  });

  it('gives up a body the client does not go on with', async () => {
    const answer = await ask(gateway.port, post('half', 'Content-Length: 8'));
    expect([answer.status, answer.closed]).toEqual([408, true]);
  });

  it('leaves an event stream and a tunnel alone however long they are silent', async () => {
    backend.handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      setTimeout(() => response.end('data: late\n\n'), 1600);
    };
    const client = new RawClient(gateway.port).send(get('/api/'));
    expect((await client.answer()).body).toBe('data: late\n\n');
    client.destroy();
  });

  it('cuts an answer that stalls half way', async () => {
    backend.handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    };
    const client = new RawClient(gateway.port).send(get('/api/'));
    await client.untilClosed(4000);
    expect(client.received.endsWith('half')).toBe(true);
  });
});

describe('number', () => {
  it('takes so many connections of one address and serves again when some have gone', async () => {
    const descriptors = () => readdirSync(`/proc/${gateway.pid}/fd`).length;
    const before = descriptors();
    const crowd = Array.from({ length: 60 }, () => new RawClient(gateway.port, '127.0.0.1', true));
    await until(() => crowd.filter((client) => client.received.startsWith('HTTP/1.1 503')).length >= 20);
    const turnedAway = await (crowd.find(({ received }) => received !== '') as RawClient).answer();
    expect(JSON.parse(turnedAway.body)).toMatchObject({ code: 'GATEWAY_TOO_MANY_CONNECTIONS' });
    // Those turned away are let go even if they never close their own side.
    await until(() => descriptors() <= before);
    for (const client of crowd) client.destroy();
    await until(async () => (await ask(gateway.port, get('/api/'))).status === 200);
  });

  it('limits the paths that guess credentials, each for itself, and says when to come back', async () => {
    const login = get('/login?user=x', ['X-Forwarded-For: 1.2.3.4'], 'auth.localhost');
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) statuses.push((await ask(gateway.port, login)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await ask(gateway.port, get('/login', ['X-Forwarded-For: 4.3.2.1'], 'auth.localhost'));
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(20);
    expect((await ask(gateway.port, get('/token/x', [], 'auth.localhost'))).status).toBe(200);
    expect((await ask(gateway.port, get('/other', [], 'auth.localhost'))).status).toBe(200);
  });
});
