import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';

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
afterAll(async () => {
  await gateway.stop();
  await backend.close();
  folder.remove();
});

const H = 'Host: hello.localhost';
const head = (...lines: string[]) => [...lines, '', ''].join('\r\n');
const post = (...lines: string[]) => head('POST /api/ HTTP/1.1', H, ...lines);
/** Would be answered if framing could be fooled. */
const SMUGGLED = 'GET /api/smuggled HTTP/1.1\r\nHost: hello.localhost\r\n\r\n';

const FRAMING: Record<string, string> = {
  'CL and TE': `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED}`,
  'TE and CL': `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}0\r\n\r\n${SMUGGLED}`,
  'two different CL': post('Content-Length: 0', 'Content-Length: 50') + SMUGGLED,
  'two equal CL': post('Content-Length: 0', 'Content-Length: 0') + SMUGGLED,
  'CL list': post('Content-Length: 0, 0') + SMUGGLED,
  'CL with plus': post('Content-Length: +0') + SMUGGLED,
  'CL negative': post('Content-Length: -1') + SMUGGLED,
  'CL hexadecimal': post('Content-Length: 0x10') + SMUGGLED,
  'CL empty': post('Content-Length:') + SMUGGLED,
  'CL with inner space': post('Content-Length: 1 0') + SMUGGLED,
  'CL beyond 2^53': post('Content-Length: 18446744073709551616') + SMUGGLED,
  'TE identity': post('Transfer-Encoding: identity') + SMUGGLED,
  'TE xchunked': post('Transfer-Encoding: xchunked') + SMUGGLED,
  'TE gzip, chunked': `${post('Transfer-Encoding: gzip, chunked')}0\r\n\r\n${SMUGGLED}`,
  'TE chunked, identity': `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${SMUGGLED}`,
  'TE twice': `${post('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED}`,
  'TE quoted': post('Transfer-Encoding: "chunked"') + SMUGGLED,
  'TE with vertical tab': post('Transfer-Encoding: \x0bchunked') + SMUGGLED,
  'TE in HTTP/1.0': `POST /api/ HTTP/1.0\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  'space before colon': post('Content-Length : 4') + SMUGGLED,
  'tab before colon': post('Transfer-Encoding\t: chunked') + SMUGGLED,
  'obs-fold': post('X-A: b', ' Content-Length: 4') + SMUGGLED,
  'obs-fold with tab': post('Transfer-Encoding:', '\tchunked') + SMUGGLED,
  'fold on the first line': `GET /api/ HTTP/1.1\r\n ${H}\r\n\r\n`,
  'bare LF between headers': `GET /api/ HTTP/1.1\r\n${H}\nX-A: b\r\n\r\n`,
  'bare LF at the end': `GET /api/ HTTP/1.1\r\n${H}\r\n\n${SMUGGLED}`,
  'only LF': `GET /api/ HTTP/1.1\n${H}\n\n`,
  'bare CR in a value': post('X-A: b\rContent-Length: 4') + SMUGGLED,
  'bare CR in a name': post('X\rA: b') + SMUGGLED,
  'NUL in a value': post('X-A: b\0c'),
  'NUL in a name': post('X\0A: b'),
  'NUL in the path': head('GET /api/\0 HTTP/1.1', H),
  'DEL in a value': post('X-A: b\x7f'),
  'control character in a value': post('X-A: b\x01'),
  'empty header name': post(': b'),
  'header without colon': post('X-A'),
  'header name with bracket': post('X(A: b'),
  'header name beyond ASCII': post('X\xe9: b'),
  'chunk size not hexadecimal': `${post('Transfer-Encoding: chunked')}g\r\nx\r\n0\r\n\r\n`,
  'chunk size with 0x': `${post('Transfer-Encoding: chunked')}0x1\r\nx\r\n0\r\n\r\n`,
  'chunk size with sign': `${post('Transfer-Encoding: chunked')}+1\r\nx\r\n0\r\n\r\n`,
  'chunk size with spaces': `${post('Transfer-Encoding: chunked')}1  \r\nx\r\n0\r\n\r\n`,
  'chunk size too long': `${post('Transfer-Encoding: chunked')}fffffffff\r\nx`,
  'chunk extension': `${post('Transfer-Encoding: chunked')}1;a=b\r\nx\r\n0\r\n\r\n`,
  'chunk size ended by LF': `${post('Transfer-Encoding: chunked')}1\nx\r\n0\r\n\r\n`,
  'chunk data ended by LF': `${post('Transfer-Encoding: chunked')}1\r\nx\n0\r\n\r\n`,
  'chunk data longer than said': `${post('Transfer-Encoding: chunked')}1\r\nxyz\r\n0\r\n\r\n`,
  'trailer folded': `${post('Transfer-Encoding: chunked')}0\r\nX-A: b\r\n c\r\n\r\n`,
  'h2c upgrade': head(
    'GET /api/ HTTP/1.1',
    H,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQ',
  ),
  'h2c without Connection': head('GET /api/ HTTP/1.1', H, 'Upgrade: h2c'),
  'WebSocket with a body': `${head('GET /api/ HTTP/1.1', H, 'Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 4')}abcd`,
  'WebSocket by POST': post('Connection: Upgrade', 'Upgrade: websocket'),
  'absolute-form': head('GET http://hello.localhost/api/ HTTP/1.1', H),
  'absolute-form of another host': head('GET http://other.localhost/api/ HTTP/1.1', H),
  'asterisk-form': head('OPTIONS * HTTP/1.1', H),
  'no path': head('GET  HTTP/1.1', H),
  'two spaces': head('GET  /api/ HTTP/1.1', H),
  'tab as separator': head('GET\t/api/ HTTP/1.1', H),
  'HTTP/0.9': 'GET /api/\r\n\r\n',
  'lower-case protocol': head('GET /api/ http/1.1', H),
  'text after the version': head('GET /api/ HTTP/1.1 x', H),
  'path beyond ASCII': head('GET /api/\xe9 HTTP/1.1', H),
  'no Host': head('GET /api/ HTTP/1.1'),
  'two Hosts': head('GET /api/ HTTP/1.1', H, 'Host: other.localhost'),
  'two equal Hosts': head('GET /api/ HTTP/1.1', H, H),
  'empty Host': head('GET /api/ HTTP/1.1', 'Host:'),
  'Host with user': head('GET /api/ HTTP/1.1', 'Host: hello.localhost@evil.test'),
  'Host with path': head('GET /api/ HTTP/1.1', 'Host: hello.localhost/evil'),
  'Host list': head('GET /api/ HTTP/1.1', 'Host: hello.localhost, evil.test'),
  'Host with space': head('GET /api/ HTTP/1.1', 'Host: hello.localhost evil'),
  'two Authorizations': post('Authorization: Bearer a', 'Authorization: Bearer b'),
  'two Origins': post('Origin: http://hello.localhost', 'Origin: http://evil.test'),
  'a TLS hello': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
};

describe('a request that could be read in two ways', () => {
  it.each(Object.entries(FRAMING))('%s: 400, the connection is closed, nothing is smuggled', async (_name, text) => {
    const before = backend.seen.length;
    const client = new RawClient(gateway.port).send(text);
    const answer = await client.answer();
    await client.untilClosed();
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(client.received).toBe('');
    expect(backend.seen.length).toBe(before);
  });
});

const TURNED_AWAY: Record<string, readonly [number, string]> = {
  TRACE: [405, head('TRACE /api/ HTTP/1.1', H)],
  CONNECT: [405, head('CONNECT hello.localhost:443 HTTP/1.1', H)],
  TRACK: [405, head('TRACK /api/ HTTP/1.1', H)],
  'unknown method': [405, head('BREW /api/ HTTP/1.1', H)],
  'lower-case method': [405, head('get /api/ HTTP/1.1', H)],
  'HTTP/2 preface': [505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  'HTTP/1.2': [505, head('GET /api/ HTTP/1.2', H)],
  'unknown expectation': [417, post('Expect: 200-ok', 'Content-Length: 1')],
  '101 headers': [431, head('GET /api/ HTTP/1.1', H, ...Array.from({ length: 100 }, (_, index) => `X-${index}: 1`))],
  '17 KB of headers': [431, head('GET /api/ HTTP/1.1', H, `X-Long: ${'a'.repeat(17 * 1024)}`)],
};

describe('a request that is not served', () => {
  it.each(Object.entries(TURNED_AWAY))('%s', async (_name, [status, text]) => {
    const before = backend.seen.length;
    const client = new RawClient(gateway.port).send(text);
    expect((await client.answer()).status).toBe(status);
    await client.untilClosed();
    expect(backend.seen.length).toBe(before);
  });

  it('takes headers of just under 16 KB', async () => {
    expect((await ask(gateway.port, get('/api/', [`X-Long: ${'a'.repeat(15 * 1024)}`]))).status).toBe(200);
  });
});

const PATHS = [
  '/../api/',
  '/api/../secret',
  '/api/./x',
  '/api/..',
  '/./api/',
  '//api/',
  '/api//x',
  '/api/%2e%2e/x',
  '/%2E%2E/x',
  '/api/%2e/x',
  '/api%2fx',
  '/api%2Fx',
  '/api/%5c..%5cx',
  '/api\\x',
  '/api/..\\x',
  '/api/%252e%252e/x',
  '/api/%252fx',
  '/api/%00',
  '/api/%0d%0aX: y',
  '/api/%0a',
  '/api/%7f',
  '/api/%c0%ae%c0%ae/',
  '/api/%c0%af',
  '/api/%e0%80%af',
  '/api/%ff',
  '/api/%ed%a0%80',
  '/api/%',
  '/api/%2',
  '/api/%zz',
  '/api/%u002e',
  '/api;x=1/y',
  '/api/..;/x',
  '/api/;/x',
  '/api/#x',
  'api/',
  '?x',
  'http:/api/',
];

describe('a path that could be read in two ways', () => {
  it.each(PATHS)('%s', async (path) => {
    const before = backend.seen.length;
    const answer = await ask(gateway.port, get(path));
    expect(answer.status).toBe(400);
    expect(backend.seen.length).toBe(before);
  });

  it.each([
    ['/api/a%20b?x=%2e%2e/#'.slice(0, -1), '/api/a%20b?x=%2e%2e/'],
    ['/api/%C3%A9', '/api/%C3%A9'],
    ['/%61pi/x', '/%61pi/x'],
    ['/api/100%25', '/api/100%25'],
    ['/api/...', '/api/...'],
    ['/api/x?y=//../\\', '/api/x?y=//../\\'],
  ])('%s is served as it is', async (path, url) => {
    const answer = await ask(gateway.port, get(path));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).url).toBe(url);
  });
});
