import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BodyCounter } from '../src/body-counter.ts';
import { Refusal } from '../src/refusal.ts';
import { CHUNKED, parseRequestHead } from '../src/request-head.ts';

/** What a reader of bytes makes of one request. */
interface Reading {
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Headers the gateway does not pass on, which therefore cannot be compared. */
const STRIPPED =
  /^(?:host|connection|upgrade|expect|keep-alive|te|trailer|proxy|http2-settings|forwarded|via|x-real-ip|x-client-ip|x-request-id|remote-user|x-remote-user|x-rewrite-url|traceparent|x-forwarded.*|x-authentik.*|x-original.*|proxy-.*)$/;

/** Our reading: every request up to the first one refused or incomplete. */
function ours(bytes: Buffer): Reading[] {
  const readings: Reading[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at += 2;
    const text = bytes.toString('latin1', at, at + 16_384);
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) break;
    const head = parseRequestHead(text.slice(0, end + 4));
    if (head instanceof Refusal) break;
    at += end + 4;
    const counter = new BodyCounter(head.bodyLength);
    let body = '';
    at = counter.take(bytes, at, (from, to) => {
      body += bytes.toString('latin1', from, to);
    });
    if (counter.malformed || !counter.done) break;
    const headers = head.lines
      .split('\r\n')
      .slice(1, -1)
      .map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
      });
    readings.push({ method: head.method, url: head.target, headers, body });
    // What follows an upgrade or a last request is not ours to frame.
    if (head.webSocket || !head.keepAlive) break;
  }
  return readings;
}

/** The oracle: llhttp, as node:http uses it by default. */
function theirs(bytes: Buffer): Promise<Reading[]> {
  return new Promise((resolve) => {
    const readings: (Reading & { complete?: boolean })[] = [];
    let pending = 0;
    let ended = false;
    const server = createServer({ requireHostHeader: false, joinDuplicateHeaders: false });
    const settle = () => {
      if (ended && pending === 0) resolve(readings);
    };
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      pending += 1;
      const chunks: Buffer[] = [];
      const raw = request.rawHeaders;
      const headers: [string, string][] = [];
      for (let index = 0; index < raw.length; index += 2)
        headers.push([(raw[index] as string).toLowerCase(), raw[index + 1] as string]);
      let over = false;
      const done = (complete: boolean) => {
        if (over) return;
        over = true;
        pending -= 1;
        const body = Buffer.concat(chunks).toString('latin1');
        if (complete) readings.push({ method: request.method ?? '', url: request.url ?? '', headers, body });
        response.end();
        settle();
      };
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => done(true));
      request.on('close', () => done(request.complete));
      // Complete, and then cut off by what came after it.
      request.on('error', () => done(request.complete));
    };
    server.on('request', onRequest);
    server.on('checkContinue', onRequest);
    server.on('checkExpectation', onRequest);
    server.on('upgrade', (request, socket) => {
      const raw = request.rawHeaders;
      const headers: [string, string][] = [];
      for (let index = 0; index < raw.length; index += 2)
        headers.push([(raw[index] as string).toLowerCase(), raw[index + 1] as string]);
      readings.push({ method: request.method ?? '', url: request.url ?? '', headers, body: '' });
      socket.destroy();
    });
    server.on('clientError', (_error, socket) => socket.destroy());
    const wire = new Duplex({ read: () => undefined, write: (_chunk, _encoding, next) => next() });
    wire.on('error', () => undefined);
    server.emit('connection', wire);
    wire.push(bytes);
    wire.push(null);
    const end = () => {
      ended = true;
      settle();
    };
    wire.on('close', () => setImmediate(end));
    setImmediate(() => setImmediate(() => setImmediate(() => wire.destroy())));
  });
}

const name = fc.oneof(
  fc.constantFrom(
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Upgrade',
    'Expect',
    'Cookie',
    'Origin',
    'X-Forwarded-For',
    'Content-Length ',
    'content-length',
    'TRANSFER-ENCODING',
    'Transfer_Encoding',
    'X-A',
    'Accept',
    'TE',
    'Trailer',
    '',
  ),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const value = fc.oneof(
  fc.constantFrom(
    'hello.localhost',
    '5',
    '0',
    '00',
    '+5',
    '5, 5',
    ' 5',
    '5 ',
    '1e1',
    'chunked',
    'Chunked',
    ' chunked ',
    'chunked,',
    'identity',
    'gzip, chunked',
    'close',
    'keep-alive',
    'upgrade',
    'websocket',
    'h2c',
    '100-continue',
    '',
    '\t',
    'a\r b',
    'a\nb',
    'a\0b',
    '\x7f',
    '\xe9',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 12 }),
);
const eol = fc.oneof(
  { weight: 40, arbitrary: fc.constant('\r\n') },
  fc.constantFrom('\n', '\r', '\r\r\n', '\n\r', ' \r\n', '\r\n '),
);
const colon = fc.oneof(
  { weight: 20, arbitrary: fc.constant(': ') },
  fc.constantFrom(':', ' :', ':\t', ' : ', '', '\t: '),
);
const method = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'DELETE') },
  fc.constantFrom('get', 'TRACE', 'G ET', '', 'CONNECT'),
);
const target = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('/', '/api/x', '/a?b=c', '/%20') },
  fc.constantFrom('*', 'http://x/', '', '/a b', '/\xe9', '/\t', '/#'),
);
const version = fc.oneof(
  { weight: 20, arbitrary: fc.constant('HTTP/1.1') },
  fc.constantFrom('HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/01.1', ''),
);
const chunk = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .string({ unit: 'binary-ascii', minLength: 1, maxLength: 20 })
      .map((data) => `${data.length.toString(16)}\r\n${data}\r\n`),
  },
  fc.constantFrom(
    '5;x=y\r\nhello\r\n',
    '5 \r\nhello\r\n',
    '05\r\nhello\r\n',
    '5\nhello\r\n',
    '5\r\nhello\n',
    '-1\r\n',
    'fffffffff\r\n',
    '5\r\nhel',
    '\r\n',
  ),
);
const body = fc.oneof(
  fc.constantFrom('', 'hello', 'hello\r\n', 'GET / HTTP/1.1\r\nHost: b\r\n\r\n'),
  fc
    .tuple(
      fc.array(chunk, { maxLength: 3 }),
      fc.constantFrom('0\r\n\r\n', '00\r\n\r\n', '0\r\nX-T: 1\r\n\r\n', '0\n\n', '0\r\n\n', '0;a\r\n\r\n', ''),
    )
    .map(([chunks, last]) => chunks.join('') + last),
);
const wild = fc
  .tuple(method, target, version, eol, fc.array(fc.tuple(name, colon, value, eol), { maxLength: 5 }), eol, body)
  .map(
    ([m, t, v, e, headers, end, b]) =>
      `${m} ${t} ${v}${e}Host: hello.localhost\r\n${headers.map((parts) => parts.join('')).join('')}${end}${b}`,
  );
const tame = fc
  .tuple(
    fc.constantFrom('POST', 'PUT', 'GET'),
    fc.constantFrom('/', '/api/x?y'),
    fc.array(fc.tuple(fc.constantFrom('X-A', 'Cookie', 'x-b'), fc.string({ unit: 'binary-ascii', maxLength: 10 })), {
      maxLength: 3,
    }),
    fc.oneof(
      fc
        .string({ unit: 'binary-ascii', maxLength: 30 })
        .map((text) => ({ framing: `Content-Length: ${text.length}`, text })),
      fc
        .array(chunk, { maxLength: 3 })
        .map((chunks) => ({ framing: 'Transfer-Encoding: chunked', text: `${chunks.join('')}0\r\n\r\n` })),
    ),
  )
  .map(
    ([m, t, headers, { framing, text }]) =>
      `${m} ${t} HTTP/1.1\r\nHost: hello.localhost\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}${framing}\r\n\r\n${text}`,
  );
const mutation = fc.tuple(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.constantFrom('insert', 'delete', 'replace'),
  fc.oneof(fc.constantFrom(0, 9, 10, 11, 13, 32, 44, 48, 58, 59, 127, 255), fc.integer({ min: 0, max: 255 })),
);
const stream = fc
  .tuple(fc.array(fc.oneof(wild, tame), { minLength: 1, maxLength: 3 }), fc.array(mutation, { maxLength: 2 }))
  .map(([requests, mutations]) => {
    let text = requests.join('');
    for (const [place, kind, byte] of mutations) {
      const at = Math.floor(place * text.length);
      text =
        text.slice(0, at) +
        (kind === 'delete' ? '' : String.fromCharCode(byte)) +
        text.slice(kind === 'insert' ? at : at + 1);
    }
    return text;
  });

const seconds = Number(process.env.SCALR_FUZZ_SECONDS ?? 0);

it('reads whatever it accepts exactly as llhttp does', { timeout: (seconds + 60) * 1000 }, async () => {
  let accepted = 0;
  let withBody = 0;
  await fc.assert(
    fc.asyncProperty(stream, async (text) => {
      const bytes = Buffer.from(text, 'latin1');
      const mine = ours(bytes);
      if (mine.length === 0) return;
      accepted += mine.length;
      const oracle = await theirs(bytes);
      for (const [index, reading] of mine.entries()) {
        const other = oracle[index];
        if (reading.body !== '') withBody += 1;
        expect(other && { ...other, headers: comparable(other.headers, reading.headers) }).toEqual(reading);
      }
    }),
    seconds > 0
      ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }
      : { numRuns: 60_000, seed: 20261122, interruptAfterTimeLimit: 8_000 },
  );
  // A parser that refuses everything would pass; this one must not.
  expect(accepted).toBeGreaterThan(1000);
  expect(withBody).toBeGreaterThan(200);
});

it('finds the end of a chunked body wherever the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), { maxLength: 5 }),
      fc.array(fc.nat(200), { maxLength: 6 }),
      (pieces, cuts) => {
        const framed = `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\nX-T: 1\r\n\r\n`;
        const bytes = Buffer.from(`${framed}NEXT`, 'latin1');
        const edges = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
        const counter = new BodyCounter(CHUNKED);
        let data = '';
        let consumed = 0;
        for (const [index, edge] of edges.slice(0, -1).entries()) {
          const part = bytes.subarray(edge, edges[index + 1]);
          consumed += counter.take(part, 0, (from, to) => {
            data += part.toString('latin1', from, to);
          });
        }
        expect([counter.done, counter.malformed, consumed, data]).toEqual([
          true,
          false,
          framed.length,
          pieces.join(''),
        ]);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

/** The oracle's headers without those the gateway strips, unless it kept them. */
function comparable(headers: Reading['headers'], kept: Reading['headers']): Reading['headers'] {
  const names = new Set(kept.map(([header]) => header));
  return headers.filter(([header]) => names.has(header) || !(STRIPPED.test(header) || header.includes('_')));
}
