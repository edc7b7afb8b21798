import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

const folder = temporaryFolder();
let gateway: GatewayProcess;
let backend: EchoBackend;
let number = 0;
let socket = '';

const html = 'Accept: text/html,application/xhtml+xml';
const config = (changes: Parameters<typeof upstreamAt>[1]) =>
  configOf({
    limits: { wakeSeconds: 4 },
    upstreams: [upstreamAt(socket, changes)],
    routes: [routeOf({ name: 'Hello <b>' })],
  });

beforeAll(async () => {
  socket = `${folder.path}/0`;
  gateway = await GatewayProcess.start(config({ awake: false }));
});
beforeEach(() => {
  number += 1;
  socket = `${folder.path}/${number}`;
  backend = new EchoBackend();
  gateway.said.length = 0;
  gateway.tell({ type: 'config', config: config({ awake: false }) });
});
afterEach(() => backend.close().catch(() => undefined));
afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

const wakes = () => gateway.count('wake');

describe('a sleeping upstream', () => {
  it('is asked to wake once, and everything held goes on when it is awake', async () => {
    const clients = Array.from({ length: 20 }, (_, index) => new RawClient(gateway.port).send(get(`/api/${index}`)));
    const writer = new RawClient(gateway.port).send(
      'POST /api/post HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: 4\r\n\r\nbody',
    );
    await until(() => wakes() === 1);
    await backend.listen(socket);
    gateway.tell({ type: 'awake', upstream: 'hello' });
    for (const [index, client] of clients.entries()) {
      expect(JSON.parse((await client.answer()).body).url).toBe(`/api/${index}`);
      client.destroy();
    }
    expect(JSON.parse((await writer.answer()).body).body).toBe('body');
    expect(gateway.said).toEqual([{ type: 'wake', upstream: 'hello' }]);
    writer.destroy();
  });

  it('shows a person a page after two seconds, which reloads itself, while the waking goes on', async () => {
    const started = performance.now();
    const answer = await ask(gateway.port, get('/api/page', [html]));
    expect(performance.now() - started).toBeGreaterThan(1900);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(answer.body).toContain('<meta http-equiv="refresh" content="1">');
    expect(answer.body).toContain('<h1>Hello &#60;b&#62; is starting</h1>');
    expect(answer.body).toContain('Starting for 2 seconds');
    expect(answer.body).not.toMatch(/<script|src=|@import|url\(/);
    await backend.listen(socket);
    gateway.tell({ type: 'awake', upstream: 'hello' });
    expect((await ask(gateway.port, get('/api/page', [html]))).status).toBe(200);
    expect(wakes()).toBe(1);
  });

  it('holds a program as long as configured, then says 503 and when to try again', async () => {
    const started = performance.now();
    const answer = await ask(gateway.port, get('/api/'));
    expect(performance.now() - started).toBeGreaterThan(3900);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'GATEWAY_APP_STARTING' });
  });

  it('that fails to start is told to whoever waits; the next request asks again', async () => {
    const api = new RawClient(gateway.port).send(get('/api/'));
    const page = new RawClient(gateway.port).send(get('/api/', [html]));
    await until(() => wakes() === 1 && page.socket.bytesWritten > 0);
    // Answered at once, and after what was sent before it was read.
    expect((await ask(gateway.port, get('/.env'))).status).toBe(404);
    gateway.tell({
      type: 'failed',
      upstream: 'hello',
      code: 'APP_CRASHED',
      message: 'It stops as soon as it starts: <script>',
      retryAfterSeconds: 7,
    });
    const problem = await api.answer();
    expect([problem.status, problem.headers.get('retry-after')]).toEqual([503, '7']);
    expect(JSON.parse(problem.body)).toMatchObject({
      code: 'APP_CRASHED',
      detail: 'It stops as soon as it starts: <script>',
    });
    const shown = await page.answer();
    expect(shown.body).toContain('It stops as soon as it starts: &#60;script&#62;');
    expect(shown.body).toContain('<meta http-equiv="refresh" content="7">');
    api.send(get('/api/'));
    await until(() => wakes() === 2);
    api.destroy();
    page.destroy();
  });

  it('is asked for again when it falls asleep while requests wait', async () => {
    const client = new RawClient(gateway.port).send(get('/api/'));
    await until(() => wakes() === 1);
    gateway.tell({ type: 'asleep', upstream: 'hello' });
    await until(() => wakes() === 2);
    await backend.listen(socket);
    gateway.tell({ type: 'awake', upstream: 'hello' });
    expect((await client.answer()).status).toBe(200);
    client.destroy();
  });

  it('is awake as soon as a configuration says so', async () => {
    const client = new RawClient(gateway.port).send(get('/api/'));
    await until(() => wakes() === 1);
    await backend.listen(socket);
    gateway.tell({ type: 'config', config: config({ awake: true }) });
    expect((await client.answer()).status).toBe(200);
    client.destroy();
  });
});

describe('an upstream that goes to sleep', () => {
  it('is reported idle once, after its time, and its connections are closed', async () => {
    await backend.listen(socket);
    gateway.tell({ type: 'config', config: config({ awake: true, idleAfterSeconds: 0.8 }) });
    await ask(gateway.port, get('/api/'));
    const used = performance.now();
    expect(backend.sockets.size).toBe(1);
    await until(() => gateway.count('idle') === 1);
    expect(performance.now() - used).toBeGreaterThan(400);
    await until(() => backend.sockets.size === 0);
    const client = new RawClient(gateway.port).send(get('/api/'));
    await until(() => wakes() === 1);
    gateway.tell({ type: 'awake', upstream: 'hello' });
    expect((await client.answer()).status).toBe(200);
    client.destroy();
  });

  it('is never idle while a stream is open', async () => {
    await backend.listen(socket);
    gateway.tell({ type: 'config', config: config({ awake: true, idleAfterSeconds: 0.3 }) });
    let end: () => void = () => undefined;
    backend.handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      end = () => response.end();
    };
    const client = new RawClient(gateway.port).send(get('/api/events'));
    await until(() => client.received !== '');
    const opened = performance.now();
    await until(() => performance.now() - opened > 1200);
    expect(gateway.count('idle')).toBe(0);
    end();
    await until(() => gateway.count('idle') === 1);
    client.destroy();
  });
});

describe('an upstream that is gone', () => {
  const program = (at: string) => `import { createServer } from 'node:http';
createServer((request, response) => {
  if (request.url === '/api/die') process.kill(process.pid, 'SIGKILL');
  response.end(String(process.pid));
}).listen(${JSON.stringify(at)}, () => process.send('up'));\n`;
  const start = async () => {
    const file = `${folder.path}/backend-${number}.mjs`;
    writeFileSync(
      file,
      `import { rmSync } from 'node:fs'; rmSync(${JSON.stringify(socket)}, { force: true });\n${program(socket)}`,
    );
    const child = fork(file);
    await once(child, 'message');
    return child;
  };

  it('killed while idle is woken and never noticed by the next GET or POST', async () => {
    let child = await start();
    gateway.tell({ type: 'config', config: config({ awake: true }) });
    const client = new RawClient(gateway.port).send(get('/api/'));
    expect((await client.answer()).body).toBe(String(child.pid));
    for (const request of [
      get('/api/'),
      'POST /api/ HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: 4\r\n\r\nbody',
    ]) {
      child.kill('SIGKILL');
      await once(child, 'exit');
      const said = wakes();
      client.send(request);
      await until(() => wakes() === said + 1);
      child = await start();
      gateway.tell({ type: 'awake', upstream: 'hello' });
      const answer = await client.answer();
      expect([answer.status, answer.body]).toEqual([200, String(child.pid)]);
    }
    client.destroy();
    child.kill('SIGKILL');
  });

  it('killed in the middle of a POST gives 502, in the middle of a GET the request is made again', async () => {
    let child = await start();
    gateway.tell({ type: 'config', config: config({ awake: true }) });
    const post = 'POST /api/die HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: 4\r\n\r\nbody';
    const answer = await ask(gateway.port, post);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '1']);
    child = await start();
    const client = new RawClient(gateway.port).send(get('/api/die'));
    await once(child, 'exit');
    await until(() => wakes() >= 1);
    await backend.listen(`${socket}-unused`);
    gateway.tell({ type: 'failed', upstream: 'hello', code: 'APP_CRASHED', message: 'gone', retryAfterSeconds: 1 });
    expect((await client.answer()).status).toBe(503);
    client.destroy();
  });

  it('that says awake and does not listen ends in 503, not in an endless circle', async () => {
    const client = new RawClient(gateway.port).send(get('/api/'));
    let told = 0;
    const answering = setInterval(() => {
      if (wakes() <= told) return;
      told += 1;
      gateway.tell({ type: 'awake', upstream: 'hello' });
    }, 5);
    const answer = await client.answer();
    clearInterval(answering);
    expect(answer.status).toBe(503);
    expect(told).toBeLessThan(6);
    client.destroy();
  });
});
