import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EchoBackend } from './echo-backend.ts';
import { configOf, GatewayProcess, routeOf, temporaryFolder, upstreamAt } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

const folder = temporaryFolder();
const hello = new EchoBackend();
const vite = new EchoBackend();
const other = new EchoBackend();
let gateway: GatewayProcess;

const appConfig = {
  slug: 'hello',
  name: 'Hello',
  color: '#0d9488',
  icon: 'data:image/svg+xml;base64,PHN2Zy8+',
  authRequired: true,
  provider: 'embedded',
  issuer: 'http://auth.localhost',
  clientId: 'hello',
  audience: 'urn:app:hello',
  scopes: ['openid'],
  portalUrl: 'http://portal.localhost',
} as const;

const upstreams = [
  upstreamAt(`${folder.path}/hello`),
  upstreamAt(`${folder.path}/vite`, { name: 'vite' }),
  upstreamAt(`${folder.path}/other`, { name: 'other' }),
];
const helloRoute = routeOf({ appConfig, frontend: { kind: 'proxy', upstream: 'vite' } });
const otherRoute = routeOf({
  host: 'other.localhost',
  formerHosts: ['before.localhost', 'hello.localhost'],
  slug: 'other',
  name: 'Other',
  backend: 'other',
});
const bare = routeOf({ host: 'bare.localhost', slug: 'bare', backend: null });

beforeAll(async () => {
  await hello.listen(`${folder.path}/hello`);
  await vite.listen(`${folder.path}/vite`);
  await other.listen(`${folder.path}/other`);
  gateway = await GatewayProcess.start(configOf({ upstreams, routes: [helloRoute, otherRoute, bare] }));
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([hello.close(), vite.close(), other.close()]);
  folder.remove();
});

const seen = () => hello.seen.length + vite.seen.length + other.seen.length;

describe('hosts', () => {
  it.each([
    'hello.localhost',
    'HELLO.LocalHost',
    'hello.localhost.',
    'hello.localhost:80',
    'hello.localhost:65535',
    'Hello.localhost.:8080',
  ])('%s is hello', async (host) => {
    const before = hello.seen.length;
    expect((await ask(gateway.port, get('/api/', [], host))).status).toBe(200);
    expect(hello.seen.length).toBe(before + 1);
  });

  it.each([
    'evil.test',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'hello.localhost.evil.test',
    'xhello.localhost',
    '__proto__',
    'constructor',
  ])('%s is nobody: 404 without a word to any upstream', async (host) => {
    const before = seen();
    const answer = await ask(gateway.port, get('/api/', [], host));
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 404, code: 'GATEWAY_UNKNOWN_HOST' });
    expect(answer.head + answer.body).not.toContain(host === 'localhost' ? 'hello' : host);
    expect(seen()).toBe(before);
  });

  it('switches host within one connection', async () => {
    const client = new RawClient(gateway.port).send(
      get('/api/a') + get('/api/b', [], 'other.localhost') + get('/api/c'),
    );
    const hosts = [await client.answer(), await client.answer(), await client.answer()].map(
      ({ body }) => JSON.parse(body).headers['x-forwarded-host'],
    );
    expect(hosts).toEqual(['hello', 'other', 'hello'].map((name) => `${name}.localhost:${gateway.port}`));
    client.destroy();
  });

  it('listens on both loopback addresses, on the same port', async () => {
    for (const address of ['127.0.0.1', '::1']) {
      const client = new RawClient(gateway.port, address).send(get('/api/'));
      const { headers } = JSON.parse((await client.answer()).body);
      expect(headers['x-real-ip']).toBe(address);
      if (address === '::1') expect(headers.forwarded).toContain('for="[::1]"');
      client.destroy();
    }
  });

  it('does not listen on other addresses', async () => {
    const socket = connect(gateway.port, '127.0.0.2');
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.on('error', resolve));
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('a former host', () => {
  const answered = async (text: string) => {
    const { status, headers, closed } = await ask(gateway.port, text, text.startsWith('HEAD'));
    return { status, location: headers.get('location'), cache: headers.get('cache-control'), closed };
  };
  const to = (path: string) => `http://other.localhost:${gateway.port}${path}`;

  it.each([
    ['GET', '/', ''],
    ['HEAD', '/deep/page?x=1&y=%2F', ''],
    ['GET', '/app-config.json', ''],
    ['OPTIONS', '/api/', ''],
    ['DELETE', '/api/notes/1?hard', ''],
    ['POST', '/api/notes', '{"text":"x"}'],
  ])('%s %s is sent on to the same page, and the connection goes on', async (method, path, body) => {
    const before = seen();
    const head = `${method} ${path} HTTP/1.1\r\nHost: Before.localhost.:81\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await answered(head + body)).toEqual({
      status: 308,
      location: to(path),
      cache: 'no-store',
      closed: false,
    });
    expect(seen()).toBe(before);
  });

  it('is sent on before anything is asked: cross-site, too large, an upgrade', async () => {
    const post = 'POST /api/x HTTP/1.1\r\nHost: before.localhost\r\nCookie: a=b\r\nOrigin: https://evil.test\r\n';
    expect(await answered(`${post}Content-Length: 99999999\r\n\r\n`)).toMatchObject({ status: 308, closed: true });
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: a'];
    expect(await answered(get('/api/live', upgrade, 'before.localhost'))).toMatchObject({
      status: 308,
      location: to('/api/live'),
    });
  });

  it('is not led astray', async () => {
    expect((await ask(gateway.port, get('//evil.test/', [], 'before.localhost'))).status).toBe(400);
    expect((await ask(gateway.port, get('/', [], 'xbefore.localhost'))).status).toBe(404);
  });

  it('yields to the site that lives there now', async () => {
    expect((await ask(gateway.port, get('/api/'))).status).toBe(200);
  });
});

describe('paths', () => {
  it.each([
    ['/api/x', 'hello'],
    ['/%61pi/x', 'hello'],
    ['/healthz', 'hello'],
    ['/healthz?x=1', 'hello'],
    ['/healthz/x', 'vite'],
    ['/api', 'vite'],
    ['/apis/x', 'vite'],
    ['/API/x', 'vite'],
    ['/', 'vite'],
    ['/deep/page', 'vite'],
  ])('%s belongs to %s', async (path, name) => {
    const backend = name === 'hello' ? hello : vite;
    const before = backend.seen.length;
    expect((await ask(gateway.port, get(path))).status).toBe(200);
    expect(backend.seen.length).toBe(before + 1);
  });

  it('answers the configuration of an app itself', async () => {
    const answer = await ask(gateway.port, get('/app-config.json'));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual(appConfig);
    expect((await ask(gateway.port, get('/app-config.json', [], 'other.localhost'))).status).toBe(404);
    const posted = 'POST /app-config.json HTTP/1.1\r\nHost: hello.localhost\r\n\r\n';
    const refused = await ask(gateway.port, posted);
    expect([refused.status, refused.headers.get('allow')]).toEqual([
      405,
      'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    ]);
  });

  it('answers 404 where there is no backend and no frontend', async () => {
    expect((await ask(gateway.port, get('/api/', [], 'bare.localhost'))).status).toBe(404);
    expect((await ask(gateway.port, get('/', [], 'bare.localhost'))).status).toBe(404);
  });

  it.each([
    '/assets/app.js.map',
    '/.git/config',
    '/.git',
    '/.env',
    '/.env.shared',
    '/%2egit/config'.replace('%2e', '.'),
    '/sub/.git/HEAD',
    '/.hidden',
    '/@fs/etc/passwd',
    '/@vite/client',
    '/@id/x',
    '/@react-refresh',
    '/__vite_ping',
    '/%40fs/etc/passwd',
    '/node_modules/x.js',
  ])('%s is not there in production', async (path) => {
    const before = seen();
    expect((await ask(gateway.port, get(path))).status).toBe(404);
    expect(seen()).toBe(before);
  });

  it('lets development through in edit mode, private files in none', async () => {
    const edit = await GatewayProcess.start(configOf({ mode: 'edit', upstreams, routes: [helloRoute] }));
    expect((await ask(edit.port, get('/@vite/client'))).status).toBe(200);
    expect((await ask(edit.port, get('/src/app.ts.map'))).status).toBe(200);
    expect((await ask(edit.port, get('/node_modules/.vite/deps/react.js'))).status).toBe(200);
    expect((await ask(edit.port, get('/.env'))).status).toBe(404);
    expect((await ask(edit.port, get('/@fs/work/.git/config'))).status).toBe(404);
    await edit.stop();
  });
});

describe('another site with this person’s cookies', () => {
  const post = (method: string, path: string, ...headers: string[]) =>
    [`${method} ${path} HTTP/1.1`, 'Host: hello.localhost', 'Content-Length: 0', ...headers, '', ''].join('\r\n');
  const cookie = 'Cookie: session=1';

  it.each([
    ['POST', 'Origin: https://evil.test'],
    ['PUT', 'Origin: null'],
    ['PATCH', 'Origin: http://other.localhost'],
    ['DELETE', 'Origin: http://hello.localhost.evil.test'],
    ['POST', 'Origin: https://hello.localhost'],
    ['POST', 'Origin: http://hello.localhost:5173'],
    ['POST', 'Sec-Fetch-Site: cross-site'],
  ])('%s with %s: 403 problem, the backend hears nothing', async (method, header) => {
    const before = seen();
    const answer = await ask(gateway.port, post(method, '/api/x', cookie, header));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'GATEWAY_CROSS_SITE' });
    expect(seen()).toBe(before);
  });

  it.each([
    [
      'the same origin',
      post('POST', '/api/x', cookie, 'Origin: http://hello.localhost', 'Sec-Fetch-Site: same-origin'),
    ],
    ['no browser', post('POST', '/api/x', cookie)],
    ['no cookies', post('POST', '/api/x', 'Origin: https://evil.test')],
    ['a safe method', get('/api/x', [cookie, 'Origin: https://evil.test', 'Sec-Fetch-Site: cross-site'])],
  ])('%s is let through', async (_name, text) => {
    expect((await ask(gateway.port, text)).status).toBe(200);
  });
});

describe('a new configuration', () => {
  it('changes routes without dropping a connection, not even one with a request under way', async () => {
    let finish: () => void = () => undefined;
    other.handler = (_request, response) => {
      response.write('first ');
      finish = () => response.end('last');
    };
    const kept = new RawClient(gateway.port).send(get('/api/'));
    await kept.answer();
    const busy = new RawClient(gateway.port).send(get('/api/', [], 'other.localhost'));
    await until(() => busy.received.includes('first'));
    const added = routeOf({ host: 'new.localhost', slug: 'new' });
    gateway.tell({ type: 'config', config: configOf({ upstreams, routes: [helloRoute, added] }) });
    await until(async () => (await ask(gateway.port, get('/api/', [], 'new.localhost'))).status === 200);
    kept.send(get('/api/'));
    expect((await kept.answer()).status).toBe(200);
    finish();
    expect((await busy.answer()).body).toBe('first last');
    busy.send(get('/api/', [], 'other.localhost'));
    expect((await busy.answer()).status).toBe(404);
    expect(gateway.count('ready')).toBe(1);
    kept.destroy();
    busy.destroy();
  });

  it('that is malformed is refused and changes nothing', async () => {
    const before = gateway.said.length;
    gateway.child.send({ type: 'config', config: { mode: 'production', routes: 'all' } });
    gateway.child.send({ type: 'unheard-of' });
    expect((await ask(gateway.port, get('/api/'))).status).toBe(200);
    expect(gateway.said.length).toBe(before);
  });
});
