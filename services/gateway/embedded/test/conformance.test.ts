import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Echo, EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { settled, until } from './until.ts';

const folder = temporaryFolder();
const backend = new EchoBackend();
let gateway: GatewayProcess;

beforeAll(async () => {
  await backend.listen(`${folder.path}/b`);
  gateway = await GatewayProcess.start(
    configOf({
      upstreams: [upstreamAt(`${folder.path}/b`)],
      routes: [routeOf({ frontend: { kind: 'proxy', upstream: 'hello' } })],
    }),
  );
});
afterEach(() => {
  backend.handler = null;
});
afterAll(async () => {
  await gateway.stop();
  await backend.close();
  folder.remove();
});

const echoOf = (body: string) => JSON.parse(body) as Echo;

describe('one connection of a client', () => {
  it('carries many requests one after the other', async () => {
    const client = new RawClient(gateway.port);
    for (const number of [1, 2, 3]) {
      client.send(get(`/api/${number}`));
      expect(echoOf((await client.answer()).body).url).toBe(`/api/${number}`);
    }
    client.destroy();
  });

  it('answers pipelined requests in order, bodies between them', async () => {
    const client = new RawClient(gateway.port);
    const post = 'POST /api/2 HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: 5\r\n\r\nhello';
    const chunked =
      'POST /api/3 HTTP/1.1\r\nHost: hello.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n';
    client.send(get('/api/1') + post + chunked + get('/api/4'));
    const answers = [await client.answer(), await client.answer(), await client.answer(), await client.answer()];
    expect(answers.map(({ body }) => [echoOf(body).url, echoOf(body).body])).toEqual([
      ['/api/1', ''],
      ['/api/2', 'hello'],
      ['/api/3', 'abcde'],
      ['/api/4', ''],
    ]);
    client.destroy();
  });

  it('passes over the body of a request it answers itself', async () => {
    const client = new RawClient(gateway.port);
    client.send(`POST /.env HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: 5\r\n\r\nhello${get('/api/next')}`);
    expect((await client.answer()).status).toBe(404);
    expect(echoOf((await client.answer()).body).url).toBe('/api/next');
    client.destroy();
  });

  it('takes requests a byte at a time', async () => {
    const client = new RawClient(gateway.port);
    client.socket.setNoDelay(true);
    for (const character of 'POST /api/slow HTTP/1.1\r\nHost: hello.localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n') {
      client.send(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(echoOf((await client.answer()).body).body).toBe('ok');
    client.destroy();
  });

  it('is closed when the client asks for it', async () => {
    const client = new RawClient(gateway.port).send(get('/api/', ['Connection: close']));
    expect((await client.answer()).headers.get('connection')).toBe('close');
    await client.untilClosed();
  });

  it('answers a client that has closed its sending side', async () => {
    const client = new RawClient(gateway.port);
    client.socket.end(get('/api/half'));
    expect(echoOf((await client.answer()).body).url).toBe('/api/half');
    await client.untilClosed();
  });

  it('forgives one empty line before a request', async () => {
    expect((await ask(gateway.port, `\r\n${get('/api/')}`)).status).toBe(200);
  });
});

describe('HTTP versions and methods', () => {
  it('serves HTTP/1.0 without chunks and closes', async () => {
    backend.handler = (_request, response) => {
      response.write('one ');
      response.end('two');
    };
    const client = new RawClient(gateway.port).send('GET /api/ HTTP/1.0\r\nHost: hello.localhost\r\n\r\n');
    await client.untilClosed();
    expect(client.received).not.toMatch(/transfer-encoding/i);
    expect(client.received.endsWith('\r\n\r\none two')).toBe(true);
  });

  it('answers HEAD without a body and keeps the connection', async () => {
    backend.handler = (incoming, response) => {
      if (incoming.method === 'HEAD') response.setHeader('Content-Length', 4711);
      response.end(incoming.method === 'HEAD' ? undefined : 'next');
    };
    const client = new RawClient(gateway.port).send(get('/api/h').replace('GET', 'HEAD') + get('/api/after'));
    const head = await client.answer(true);
    expect(head.headers.get('content-length')).toBe('4711');
    expect((await client.answer()).body).toBe('next');
    client.destroy();
  });

  it.each([204, 304])('passes %i on without waiting for a body', async (status) => {
    backend.handler = (request, response) => {
      if (request.url === '/api/empty') response.writeHead(status).end();
      else response.end('next');
    };
    const client = new RawClient(gateway.port).send(get('/api/empty') + get('/api/next'));
    expect((await client.answer()).status).toBe(status);
    expect((await client.answer()).body).toBe('next');
    client.destroy();
  });

  it('passes 100 Continue on before the body is sent', async () => {
    const client = new RawClient(gateway.port);
    client.send('POST /api/e HTTP/1.1\r\nHost: hello.localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    expect((await client.answer()).status).toBe(100);
    client.send('body');
    expect(echoOf((await client.answer()).body).body).toBe('body');
    client.destroy();
  });

  it('passes trailers of a chunked request on', async () => {
    const answer = await ask(
      gateway.port,
      'POST /api/t HTTP/1.1\r\nHost: hello.localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 7\r\n\r\n',
    );
    expect(echoOf(answer.body).trailers).toEqual({ 'x-sum': '7' });
  });

  it('passes the early hints of an upstream on', async () => {
    backend.handler = (_request, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('done');
    };
    const client = new RawClient(gateway.port).send(get('/api/'));
    expect((await client.answer()).status).toBe(103);
    expect((await client.answer()).body).toBe('done');
    client.destroy();
  });
});

describe('bodies', () => {
  it('streams 40 MB to a slow reader without holding them in memory', async () => {
    const total = 40 * 1024 * 1024;
    let sent = 0;
    backend.handler = (_request, response) => {
      const piece = Buffer.alloc(64 * 1024, 'z');
      const more = () => {
        while (sent < total) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    const client = request({ port: gateway.port, path: '/api/big', headers: { host: 'hello.localhost' } });
    client.end();
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    // Nobody reads for a while: the upstream must be stopped long before the end.
    expect(await settled(() => sent)).toBeLessThan(total / 2);
    let received = 0;
    for await (const chunk of response) received += (chunk as Buffer).length;
    expect(received).toBe(total);
  });

  it('streams an upload and stops reading from the client while the upstream does not', async () => {
    let resume: () => void = () => undefined;
    let bytes = 0;
    backend.handler = (incoming, response) => {
      resume = () => {
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        incoming.on('end', () => response.end(String(bytes)));
      };
    };
    const total = 9 * 1024 * 1024;
    const client = new RawClient(gateway.port);
    client.send(`PUT /api/up HTTP/1.1\r\nHost: hello.localhost\r\nContent-Length: ${total}\r\n\r\n`);
    client.send('u'.repeat(total));
    expect(await settled(() => client.socket.writableLength)).toBeGreaterThan(1024 * 1024);
    resume();
    expect((await client.answer()).body).toBe(String(total));
    client.destroy();
  });

  it('ends an answer without length where the upstream ends it, and cuts one that breaks off', async () => {
    const raw = createServer();
    raw.on('connection', (socket) => {
      socket.removeAllListeners('data');
      socket.once('data', (head) => {
        const whole = head.toString().includes('/whole');
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n');
        socket.write(whole ? '\r\nuntil the end' : 'Content-Length: 100\r\n\r\nonly this');
        setTimeout(() => socket.end(), 20);
      });
    });
    await new Promise<void>((resolve) => raw.listen(`${folder.path}/raw`, resolve));
    gateway.tell({
      type: 'config',
      config: configOf({
        upstreams: [upstreamAt(`${folder.path}/b`), upstreamAt(`${folder.path}/raw`, { name: 'raw' })],
        routes: [routeOf(), routeOf({ host: 'raw.localhost', slug: 'raw', backend: 'raw' })],
      }),
    });
    await until(async () => (await ask(gateway.port, get('/api/whole', [], 'raw.localhost'))).status === 200);
    const whole = new RawClient(gateway.port).send(get('/api/whole', [], 'raw.localhost'));
    await whole.untilClosed();
    expect(whole.received).toMatch(/Connection: close\r\n\r\nuntil the end$/);
    const cut = new RawClient(gateway.port).send(get('/api/cut', [], 'raw.localhost'));
    await cut.untilClosed();
    expect(cut.received).toMatch(/Content-Length: 100\r\n(?:.+\r\n)+\r\nonly this$/);
    raw.closeAllConnections();
    raw.close();
  });
});

const handshake = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

describe('streams', () => {
  it('passes events on as they come', async () => {
    let push: (text: string) => void = () => undefined;
    backend.handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      push = (text) => response.write(text);
    };
    const client = new RawClient(gateway.port).send(get('/api/events', ['Accept: text/event-stream']));
    await until(() => client.received.includes('\r\n\r\n'));
    push('data: one\n\n');
    await until(() => client.received.includes('data: one'));
    push('data: two\n\n');
    await until(() => client.received.includes('data: two'));
    const open = backend.sockets.size;
    client.destroy();
    await until(() => backend.sockets.size < open);
  });

  it('tunnels a WebSocket both ways and closes both sides together', async () => {
    let closed = false;
    let forwarded = '';
    backend.server.once('upgrade', (incoming, socket: Socket) => {
      forwarded = `${incoming.headers['x-forwarded-host']} ${incoming.headers.upgrade} ${incoming.headers.connection}`;
      const accept = createHash('sha1')
        .update(`${incoming.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nfirst`,
      );
      socket.pipe(socket);
      socket.on('close', () => {
        closed = true;
      });
    });
    const client = new RawClient(gateway.port).send(
      get('/api/ws', [...handshake, 'Origin: http://hello.localhost', 'Cookie: session=1']),
    );
    const answer = await client.answer();
    expect([answer.status, answer.headers.get('upgrade'), answer.headers.get('connection')]).toEqual([
      101,
      'websocket',
      'Upgrade',
    ]);
    expect(answer.headers.get('sec-websocket-accept')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
    expect(forwarded).toBe(`hello.localhost:${gateway.port} websocket Upgrade`);
    await until(() => client.received === 'first');
    client.send('\x00\xff'.repeat(300_000));
    await until(() => client.received.length === 600_005);
    expect(client.received).toBe(`first${'\x00\xff'.repeat(300_000)}`);
    client.socket.end();
    await until(() => closed);
  });

  it('refuses a WebSocket another site opens', async () => {
    const before = backend.seen.length;
    const answer = await ask(gateway.port, get('/api/ws', [...handshake, 'Origin: http://evil.localhost']));
    expect(answer.status).toBe(403);
    expect(backend.seen.length).toBe(before);
  });
});
