import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Echo, EchoBackend } from './echo-backend.ts';
import { CSP, configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get } from './raw-client.ts';

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

const seenBy = async (...headers: string[]): Promise<Echo> =>
  JSON.parse((await ask(gateway.port, get('/api/', headers))).body);

describe('what a client says in the name of the gateway', () => {
  it('is replaced and never appended to', async () => {
    const { headers, rawHeaders } = await seenBy(
      'X-Forwarded-For: 6.6.6.6',
      'x-forwarded-for: 7.7.7.7',
      'X-Forwarded-Host: evil.test',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Port: 1',
      'X-Forwarded-Prefix: /evil',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
    );
    const authority = `hello.localhost:${gateway.port}`;
    expect(headers).toMatchObject({
      host: authority,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': authority,
      'x-forwarded-proto': 'http',
      'x-forwarded-port': String(gateway.port),
      'x-real-ip': '127.0.0.1',
      forwarded: `for=127.0.0.1;host="${authority}";proto=http`,
    });
    expect(headers['x-forwarded-prefix']).toBeUndefined();
    expect(rawHeaders.join('|')).not.toMatch(/6\.6\.6\.6|7\.7\.7\.7|evil/);
  });

  it.each([
    'X-Forwarded-User',
    'X-Forwarded-Groups',
    'X_Forwarded_User',
    'Remote-User',
    'REMOTE_USER',
    'X-Remote-User',
    'X-Authentik-Username',
    'x-authentik-groups',
    'X_authentik_uid',
    'Proxy',
    'Proxy-Authorization',
    'X-Original-URL',
    'X-Rewrite-URL',
    'Keep-Alive',
    'TE',
    'HTTP2-Settings',
  ])('%s is stripped', async (name) => {
    const { rawHeaders } = await seenBy(`${name}: marked-value`);
    expect(rawHeaders.join('|')).not.toContain('marked-value');
  });

  it('cannot make a header the gateway adds hop-by-hop', async () => {
    const { headers } = await seenBy(
      'Connection: close, X-Forwarded-For, X-Custom, Cookie',
      'X-Custom: 1',
      'Cookie: a=b',
    );
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-custom']).toBeUndefined();
    expect(headers.cookie).toBeUndefined();
  });

  it('cannot take the framing off a body by naming it in Connection', async () => {
    const answer = await ask(
      gateway.port,
      'POST /api/ HTTP/1.1\r\nHost: hello.localhost\r\nConnection: Content-Length\r\nContent-Length: 4\r\n\r\nbody',
    );
    expect(JSON.parse(answer.body).body).toBe('body');
  });

  it('passes everything else on as it is', async () => {
    const { headers } = await seenBy('Authorization: Bearer abc', 'Cookie: a=b', 'X-Custom: \t v 1 \t', 'Accept: a, b');
    expect(headers).toMatchObject({ authorization: 'Bearer abc', cookie: 'a=b', 'x-custom': 'v 1', accept: 'a, b' });
  });
});

describe('tracing', () => {
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('gives each request an id of our own, told to both sides', async () => {
    backend.handler = (request, response) => {
      response.setHeader('X-Request-Id', 'the backend has another opinion');
      response.end(JSON.stringify(request.headers));
    };
    const ids = new Set<string>();
    for (const sent of ['', '11111111-1111-4111-a111-111111111111', 'x']) {
      const answer = await ask(gateway.port, get('/api/', sent === '' ? [] : [`X-Request-Id: ${sent}`]));
      const id = answer.headers.get('x-request-id') ?? '';
      expect(answer.all('x-request-id')).toEqual([id]);
      expect(id).toMatch(UUID);
      expect(JSON.parse(answer.body)['x-request-id']).toBe(id);
      ids.add(id).add(sent);
    }
    expect(ids.size).toBe(6);
  });

  it('passes a valid trace context on and makes one in place of a broken one', async () => {
    const valid = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect((await seenBy(`traceparent: ${valid}`)).headers.traceparent).toBe(valid);
    for (const broken of ['00-0-0-01', `${valid}x`, valid.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]) {
      const made = (await seenBy(`traceparent: ${broken}`)).headers.traceparent;
      expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(made).not.toBe(broken);
    }
    expect((await seenBy()).headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('every answer', () => {
  const expected = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'content-security-policy': CSP,
  };

  it.each([
    ['of a backend', '/api/'],
    ['of the gateway itself', '/.env'],
  ])('%s carries the security headers', async (_whose, path) => {
    const { headers } = await ask(gateway.port, get(path));
    expect(Object.fromEntries(headers)).toMatchObject(expected);
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  it('keeps those the backend brings, once each, and hides what the backend is made of', async () => {
    backend.handler = (_request, response) => {
      response.setHeader('X-Frame-Options', 'SAMEORIGIN');
      response.setHeader('content-security-policy', "default-src 'none'");
      response.setHeader('Server', 'backend/1.0');
      response.setHeader('X-Powered-By', 'Express');
      response.end('ok');
    };
    const answer = await ask(gateway.port, get('/api/'));
    expect(answer.all('x-frame-options')).toEqual(['SAMEORIGIN']);
    expect(answer.all('content-security-policy')).toEqual(["default-src 'none'"]);
    expect(answer.all('referrer-policy')).toEqual(['same-origin']);
    expect(answer.head).not.toMatch(/^(?:server|x-powered-by|keep-alive):/im);
  });

  it('lets no address of a sign-in callback leave the browser', async () => {
    expect((await ask(gateway.port, get('/auth/callback?code=1'))).headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('takes cookies for the parent domain back to the app', async () => {
    backend.handler = (_request, response) => {
      response.setHeader('Set-Cookie', [
        'a=1; Domain=localhost; Path=/',
        'b=2; path=/;DOMAIN=.localhost',
        'c=3; Secure',
      ]);
      response.end('ok');
    };
    const answer = await ask(gateway.port, get('/api/'));
    expect(answer.all('set-cookie')).toEqual(['a=1; Path=/', 'b=2; path=/', 'c=3; Secure']);
  });

  it.each([
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok',
    'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n',
    'HTTP/1.1 abc\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    'garbage\r\n\r\n',
  ])('of a backend that is not valid HTTP becomes 502: %j', async (bytes) => {
    backend.handler = (request) => request.socket.end(bytes);
    const answer = await ask(gateway.port, get('/api/'));
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 502,
      code: 'GATEWAY_UPSTREAM_INVALID',
      title: 'Bad Gateway',
    });
  });
});
