import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

let folder: ReturnType<typeof temporaryFolder>;
let backend: EchoBackend;
const started: GatewayProcess[] = [];

const start = async (changes: Parameters<typeof configOf>[0] = {}) => {
  const gateway = await GatewayProcess.start(configOf({ upstreams: [upstreamAt(`${folder.path}/b`)], ...changes }));
  started.push(gateway);
  return gateway;
};

beforeEach(async () => {
  folder = temporaryFolder();
  backend = await new EchoBackend().listen(`${folder.path}/b`);
});
afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.stop('SIGKILL');
  await backend.close();
  folder.remove();
});

describe('the port', () => {
  it('that is taken is reported, and another one is tried when told', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };
    const gateway = await start({ listen: { port, tls: null } });
    expect(gateway.said).toEqual([{ type: 'listen-failed', errno: 'EADDRINUSE', port }]);
    gateway.tell({ type: 'config', config: configOf({ upstreams: [upstreamAt(`${folder.path}/b`)] }) });
    await until(() => gateway.count('ready') === 1);
    stranger.close();
  });

  it('that is taken on ::1 alone is reported too: it is never half ours', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '::1', resolve));
    const { port } = stranger.address() as { port: number };
    const gateway = await start({ listen: { port, tls: null } });
    expect(gateway.said).toEqual([{ type: 'listen-failed', errno: 'EADDRINUSE', port }]);
    const free = createServer();
    await new Promise<void>((resolve, reject) => free.once('error', reject).listen(port, '127.0.0.1', resolve));
    free.close();
    stranger.close();
  });
});

describe('SIGTERM', () => {
  it('lets a request under way end, takes no new one, and exits with 0', async () => {
    const gateway = await start();
    let finish: () => void = () => undefined;
    backend.handler = (_request, response) => {
      response.write('first ');
      finish = () => response.end('last');
    };
    const idle = new RawClient(gateway.port);
    const busy = new RawClient(gateway.port).send(get('/api/'));
    await until(() => busy.received.includes('first'));
    const exit = gateway.stop('SIGTERM');
    await until(async () => {
      const late = new RawClient(gateway.port);
      await until(() => late.closed || late.socket.readyState === 'open');
      const refused = late.closed;
      late.destroy();
      return refused;
    });
    await idle.untilClosed();
    finish();
    expect((await busy.answer()).body).toBe('first last');
    expect(await exit).toBe(0);
  });

  it('does not wait for streams that never end, nor for what is held', async () => {
    const gateway = await start({
      upstreams: [
        upstreamAt(`${folder.path}/b`),
        upstreamAt(`${folder.path}/asleep`, { name: 'asleep', awake: false }),
      ],
      routes: [routeOf(), routeOf({ host: 'asleep.localhost', slug: 'asleep', backend: 'asleep' })],
    });
    backend.handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    };
    const stream = new RawClient(gateway.port).send(get('/api/'));
    const held = new RawClient(gateway.port).send(get('/api/', [], 'asleep.localhost'));
    await until(() => stream.received !== '' && gateway.count('wake') === 1);
    const before = performance.now();
    const exit = gateway.stop('SIGTERM');
    expect((await held.answer()).status).toBe(503);
    expect(await exit).toBe(0);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('gives up on a request that does not end within ten seconds', async () => {
    const gateway = await start();
    backend.handler = (_request, response) => void response.write('never ends');
    const busy = new RawClient(gateway.port).send(get('/api/'));
    await until(() => busy.received.includes('never ends'));
    const before = performance.now();
    expect(await gateway.stop('SIGTERM')).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('faults', () => {
  it('a supervisor that disappears closes no front door', async () => {
    const gateway = await start();
    gateway.child.stdout?.destroy();
    gateway.child.stderr?.destroy();
    // Makes it print a complaint that nobody reads.
    gateway.child.send({ type: 'unheard-of' });
    gateway.child.disconnect();
    expect((await ask(gateway.port, get('/api/'))).status).toBe(200);
    expect(await gateway.stop('SIGTERM')).toBe(0);
  });

  it('clients that vanish leave no descriptor behind', async () => {
    const gateway = await start();
    const descriptors = () => readdirSync(`/proc/${gateway.pid}/fd`).length;
    await ask(gateway.port, get('/api/'));
    const before = descriptors();
    backend.handler = () => undefined;
    const crowd = Array.from({ length: 200 }, () => new RawClient(gateway.port).send(get('/api/')));
    await until(() => backend.sockets.size >= 200);
    expect(descriptors()).toBeGreaterThan(before + 300);
    for (const client of crowd) client.socket.resetAndDestroy();
    await until(() => descriptors() <= before);
  });

  it('a hundred upstream requests that hang slow no other app down', async () => {
    const other = await new EchoBackend().listen(`${folder.path}/o`);
    const gateway = await start({
      upstreams: [upstreamAt(`${folder.path}/b`), upstreamAt(`${folder.path}/o`, { name: 'other' })],
      routes: [routeOf(), routeOf({ host: 'other.localhost', slug: 'other', backend: 'other' })],
    });
    backend.handler = () => undefined;
    const crowd = Array.from({ length: 100 }, () => new RawClient(gateway.port).send(get('/api/')));
    await until(() => backend.sockets.size >= 100);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(gateway.port, get('/api/', [], 'other.localhost'))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    for (const client of crowd) client.destroy();
    await other.close();
  });
});
