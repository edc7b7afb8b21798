import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, Bench, build, docker, HARDENED, HAS_ENGINE, inside, inspect, origin, until } from './docker.ts';

const IMAGE = 'scalr-test/frontend';
const TOLD = { OIDC_ISSUER: 'http://auth.localhost:8080', PORTAL_URL: 'http://portal.localhost:8080' };
const envOf = (told: Readonly<Record<string, string>>) =>
  Object.entries(told).flatMap(([key, value]) => ['--env', `${key}=${value}`]);

describe.skipIf(!HAS_ENGINE)('image of a frontend (needs ./scalr test --containers)', () => {
  let bench: Bench;
  let id = '';
  let page = '';
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(page + path, { headers });

  beforeAll(async () => {
    bench = await Bench.open();
    await build(IMAGE, 'template-app/frontend/Dockerfile');
    id = await bench.start('frontend', IMAGE, [...HARDENED, '--publish', '127.0.0.1::8080', ...envOf(TOLD)]);
    await until(id, 'healthy');
    page = await origin(id);
  }, 580_000);
  afterAll(() => bench.close());

  it('shows the page at every place inside the app, never from an old cache', async () => {
    const start = await get('/');
    expect([start.status, start.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect([start.headers.get('cache-control'), start.headers.get('last-modified')]).toEqual(['no-cache', null]);
    const html = await start.text();
    expect(html).toContain('<title>Template app</title>');
    expect(await (await get('/notes/7')).text()).toBe(html);
    const again = await get('/', { 'if-none-match': start.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('sends assets compressed, to be kept for ever', async () => {
    const [asset = ''] = /\/assets\/[^"]+\.js/.exec(await (await get('/')).text()) ?? [];
    const answer = await get(asset, { 'accept-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    expect(await answer.text()).toContain('import');
  });

  it.each(['/assets/none.js', '/favicon.ico', '/.env', '/app-config.json.bak'])(
    'answers %s with a problem',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
    },
  );

  it.each([
    ['/api/notes', 503, 'Service Unavailable'],
    ['/away/502', 502, 'Bad Gateway'],
    ['/away/503', 503, 'Service Unavailable'],
    ['/away/504', 504, 'Gateway Timeout'],
  ])('says for %s that the backend is away', async (path, status, title) => {
    const answer = await fetch(page + path, { method: path.startsWith('/api') ? 'POST' : 'GET' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect([answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual(['5', 'no-store']);
    expect(await answer.json()).toEqual({
      ...{ type: 'about:blank', title, status, code: 'APP_BACKEND_AWAY' },
      detail: 'The app is starting, or it has failed. Please try again in a moment.',
    });
  });

  it.each(['/', '/assets/none.js', '/api/x', '/app-config.json'])('protects %s by its headers', async (path) => {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' http://auth.localhost:8080;");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('server')).toBe('nginx');
  });

  it('refuses to change anything', async () => {
    const answer = await fetch(`${page}/`, { method: 'PUT', body: 'x' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('tells the page where it runs, by its environment', async () => {
    expect(await (await get('/app-config.json')).json()).toMatchObject({
      ...{ slug: 'template-app', clientId: 'template-app', audience: 'urn:app:template-app', provider: 'generic' },
      ...{ issuer: TOLD.OIDC_ISSUER, portalUrl: TOLD.PORTAL_URL },
    });
    const told = { ...TOLD, OIDC_PROVIDER: 'authentik', OIDC_CLIENT_ID: 'other', OIDC_AUDIENCE: 'other' };
    const other = await bench.start('other', IMAGE, [...HARDENED, '--publish', '127.0.0.1::8080', ...envOf(told)]);
    await until(other, 'healthy');
    expect(await (await fetch(`${await origin(other)}/app-config.json`)).json()).toMatchObject({
      ...{ clientId: 'other', audience: 'other', provider: 'authentik' },
    });
  });

  it('refuses to start with what would end a string in its configuration', async () => {
    const told = envOf({ ...TOLD, OIDC_ISSUER: 'http://auth.localhost"; return 200 "' });
    const { code, stderr } = await attempt('run', '--rm', ...HARDENED, ...told, IMAGE);
    expect([code, stderr.trim()]).toEqual([
      2,
      'not a value that a page can be told: http://auth.localhost"; return 200 "',
    ]);
  });

  it('runs as nobody special in a file system that it cannot change', async () => {
    expect(await inspect(id, '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}}')).toBe('nginx true');
    const status = await docker('exec', id, 'grep', '-E', '^(CapEff|NoNewPrivs):', '/proc/1/status');
    expect(status.split(/\s+/)).toEqual(['CapEff:', '0000000000000000', 'NoNewPrivs:', '1']);
    expect((await inside(id, 'touch /tmp/mine && echo written')).stdout).toBe('written\n');
    expect((await inside(id, 'touch /srv/page/mine')).code).toBe(1);
    expect((await attempt('exec', '--user', '0', id, 'touch', '/srv/page/mine')).stderr).toContain(
      'Read-only file system',
    );
  });
});
