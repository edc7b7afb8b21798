import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, GatewayProcess, routeOf } from '../../../services/gateway/embedded/test/gateway-process.ts';
import { ask } from '../../../services/gateway/embedded/test/raw-client.ts';
import { pageFacts, ROOT } from '../page-facts.ts';
import { hasNginx, type SiteServer, serveSite } from './site-server.ts';

const TOLD = { OIDC_ISSUER: 'http://auth.localhost', PORTAL_URL: 'http://portal.localhost', OIDC_PROVIDER: 'embedded' };
const app = mkdtempSync(join(tmpdir(), 'scalr-site-'));

const page = (text: string) =>
  `<html lang="en"><head><title>${text}</title></head><body>${`<p>${text}</p>`.repeat(200)}</body></html>\n`;
const files = {
  'app.manifest.yml': `manifest_version: 1
id: 1f4a1d7e-52a6-4a9f-9a4f-6c5a8f3b2d11
slug: docs
name: Documentation
kind: platform
description: How to build on this platform.
icon: book-open
created: 2026-11-22
owner: Platform team
backend: none
auth: { required: false }
`,
  'frontend/astro.config.ts': 'export default {};\n',
  'frontend/sources.json': '[]\n',
  'frontend/src/pages/index.astro': page('home'),
  'frontend/src/pages/guides/deploy.astro': page('deploy'),
  'frontend/src/pages/404.astro': page('nothing here'),
  'frontend/public/guides/deploy.md': '# Deploy \u2713\n',
  'frontend/public/llms.txt': '# Documentation\n',
  'frontend/public/assets/app-1a2b3c4d.js': 'export const answer = 42;\n'.repeat(100),
  'frontend/public/assets/app-1a2b3c4d.js.map': '{}',
  'frontend/public/pagefind/pagefind.js': 'export {};\n',
  'frontend/public/pagefind/pagefind-entry.json': '{}\n',
  'frontend/public/pagefind/wasm.en.pagefind': 'wasm',
  'frontend/public/search.wasm': 'wasm',
  'frontend/public/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
};

beforeAll(() => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), content);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
});
afterAll(() => rmSync(app, { recursive: true }));

it('an image is told of a site that it opens to everybody, and lets it search', async () => {
  expect(await pageFacts(app, 'production')).toMatchObject({
    ...{ slug: 'docs', kind: 'site' },
    config: { authRequired: false, portalUrl: '@PORTAL_URL@' },
    contentSecurityPolicy: expect.stringContaining("script-src 'self' 'wasm-unsafe-eval'; style-src"),
  });
});

describe.skipIf(!(await hasNginx()))('the nginx of an image and the embedded gateway (needs nginx)', () => {
  let nginx: SiteServer;
  let gateway: GatewayProcess;

  beforeAll(async () => {
    nginx = await serveSite(app, TOLD);
    const { config, contentSecurityPolicy } = await pageFacts(app, 'production');
    const appConfig = { ...config, provider: 'embedded' as const };
    const frontend = { kind: 'site', folder: join(nginx.built, 'page') } as const;
    gateway = await GatewayProcess.start(
      configOf({
        routes: [routeOf({ backend: null, backendPaths: [], frontend, appConfig, contentSecurityPolicy })],
      }),
    );
  });
  afterAll(async () => {
    await gateway?.stop();
    await nginx?.stop();
  });

  /** What both must have alike, whatever their own errors look like. */
  const answerOf = async (port: number, [line, ...headers]: readonly string[]) => {
    const isHead = line?.startsWith('HEAD') === true;
    const host = ['Host: hello.localhost', 'Connection: close'];
    const answer = await ask(port, [`${line} HTTP/1.1`, ...host, ...headers, '', ''].join('\r\n'), isHead);
    const { status } = answer;
    const own = [400, 405].includes(status) || !answer.headers.get('content-type')?.startsWith('text/html');
    const says = (name: string) => answer.headers.get(name) ?? null;
    const compared = ['location', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'permissions-policy'];
    const ofFiles = ['content-type', 'cache-control', 'content-encoding', 'vary', 'content-length'];
    const isFile = status === 200 || (status === 404 && !own);
    const found: Record<string, unknown> = {
      status,
      ...Object.fromEntries([...compared, 'content-security-policy'].map((name) => [name, says(name)])),
      ...(isFile ? Object.fromEntries(ofFiles.map((name) => [name, says(name)])) : {}),
      ...(isFile ? { body: answer.body, hasTag: says('etag') !== null } : {}),
    };
    return found;
  };

  it.each([
    ['GET /'],
    ['GET /?a=b'],
    ['HEAD /'],
    ['GET /', 'Accept-Encoding: gzip'],
    ['GET /index.html'],
    ['GET /guides/deploy/'],
    ['GET /guides/deploy'],
    ['HEAD /guides/deploy'],
    ['GET /guides/deploy?q=a/b&x=%20'],
    ['GET /guides/%64eploy'],
    ['GET /guides/deploy?next=//evil.example'],
    ['GET /guides/deploy.md'],
    ['GET /guides'],
    ['GET /guides/'],
    ['GET /nothing'],
    ['GET /nothing/'],
    ['GET /nothing', 'Accept-Encoding: gzip'],
    ['GET /nothing', 'If-None-Match: *'],
    ['HEAD /nothing'],
    ['GET /assets/app-1a2b3c4d.js'],
    ['GET /assets/app-1a2b3c4d.js', 'Accept-Encoding: gzip'],
    ['GET /assets/none.js'],
    ['GET /pagefind/pagefind.js'],
    ['GET /pagefind/pagefind-entry.json'],
    ['GET /pagefind/wasm.en.pagefind'],
    ['GET /search.wasm'],
    ['GET /llms.txt'],
    ['GET /favicon.svg'],
    ['GET /api/notes'],
  ])('answer %s %s alike', async (...request) => {
    const expected = await answerOf(gateway.port, request);
    expect(await answerOf(nginx.port, request)).toEqual(expected);
  });

  it.each([
    ['GET //evil.example', 400],
    ['GET //guides/deploy', 400],
    ['GET /guides//deploy', 400],
    ['GET /\\evil.example', 400],
    ['GET /guides/../guides/deploy', 400],
    ['GET /%2e%2e/server.conf', 400],
    ['GET /guides%2fdeploy', 400],
    ['GET /guides/deploy%0d%0aX-Evil:1', 400],
    ['POST /', 405],
    ['POST /guides/deploy', 405],
    ['GET /assets/app-1a2b3c4d.js.map', 404],
    ['GET /.env', 404],
    ['GET /@vite/client', 404],
  ])('refuse %s with %i', async (line, status) => {
    for (const { port } of [gateway, nginx]) {
      const answer = await answerOf(port, [line]);
      expect([answer.status, answer.location, answer['x-content-type-options']]).toEqual([status, null, 'nosniff']);
    }
  });

  it('answer 304 to who has the file, and tell the site where the portal is', async () => {
    for (const { port } of [gateway, nginx]) {
      const tag = (await raw(port, '/guides/deploy/')).headers.get('etag');
      expect((await raw(port, '/guides/deploy/', `If-None-Match: ${tag}`)).status).toBe(304);
      expect((await raw(port, '/app-config.json')).headers.get('cache-control')).toBe('no-store');
    }
    const told = JSON.parse((await raw(nginx.port, '/app-config.json')).body);
    expect(told).toMatchObject({ slug: 'docs', authRequired: false, portalUrl: TOLD.PORTAL_URL });
  });

  const raw = (port: number, path: string, ...headers: readonly string[]) =>
    ask(port, [`GET ${path} HTTP/1.1`, 'Host: hello.localhost', 'Connection: close', ...headers, '', ''].join('\r\n'));
});
