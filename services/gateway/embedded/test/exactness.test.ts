import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { get, RawClient } from './raw-client.ts';

const folder = temporaryFolder();
const backend = new EchoBackend();
let gateway: GatewayProcess;

beforeAll(async () => {
  await backend.listen(`${folder.path}/b`);
  gateway = await GatewayProcess.start(configOf({ upstreams: [upstreamAt(`${folder.path}/b`)], routes: [routeOf()] }));
});
afterAll(async () => {
  await gateway.stop();
  await backend.close();
  folder.remove();
});

const token = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const body = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 60 }),
  fc.integer({ min: 15_000, max: 70_000 }).map((length) => 'b'.repeat(length)),
);
const message = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
  path: token.map((name) => `/api/${name}`),
  custom: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
  body,
  /** 0: by Content-Length. */
  chunkSize: fc.constantFrom(0, 1, 7, 4096),
});
type Message = typeof message extends fc.Arbitrary<infer M> ? M : never;

function bytesOf({ method, path, custom, body: text, chunkSize }: Message): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: hello.localhost\r\nX-Custom: ${custom}\r\n`;
  if (chunkSize === 0) return `${head}Content-Length: ${text.length}\r\n\r\n${text}`;
  let chunks = '';
  const size = Math.max(chunkSize, Math.ceil(text.length / 500));
  for (let at = 0; at < text.length; at += size) {
    const piece = text.slice(at, at + size);
    chunks += `${piece.length.toString(16)}\r\n${piece}\r\n`;
  }
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

describe('what arrives at a backend', () => {
  it('is what was sent, request by request, however the bytes are cut and run together', async () => {
    const conversation = fc.tuple(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(conversation, async ([messages, cuts]) => {
        const text = messages.map(bytesOf).join('');
        const edges = [0, ...cuts.map((cut) => Math.floor(cut * text.length)).sort((a, b) => a - b), text.length];
        const client = new RawClient(gateway.port);
        client.socket.setNoDelay(true);
        for (const [index, edge] of edges.slice(0, -1).entries()) {
          if (edge < (edges[index + 1] as number)) client.send(text.slice(edge, edges[index + 1]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        for (const sent of messages) {
          const seen = JSON.parse((await client.answer()).body);
          expect([seen.method, seen.url, seen.headers['x-custom'], seen.body]).toEqual([
            sent.method,
            sent.path,
            sent.custom,
            sent.body,
          ]);
        }
        client.send(get('/api/end', ['Connection: close']));
        expect(JSON.parse((await client.answer()).body).url).toBe('/api/end');
        await client.untilClosed();
      }),
      { numRuns: 150, seed: 3, interruptAfterTimeLimit: 8_000 },
    );
  });
});

describe('the process', () => {
  it('opens no other door: neither metrics nor administration', async () => {
    for (const path of ['/metrics', '/api/metrics/../x', '/admin', '/dashboard', '/debug/pprof', '/_status']) {
      for (const host of ['hello.localhost', 'localhost', '127.0.0.1']) {
        const client = new RawClient(gateway.port).send(get(path, [], host));
        expect([400, 404]).toContain((await client.answer()).status);
        client.destroy();
      }
    }
  });
});
