import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, GatewayProcess, routeOf, temporaryFolder } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

const folder = temporaryFolder();
const guide = '<h1>Deploy</h1>'.repeat(100);
let gateway: GatewayProcess;

function build(name: string, home: string): string {
  const root = `${folder.path}/${name}`;
  const files: Readonly<Record<string, string | Buffer>> = {
    'index.html': home,
    '404.html': '<h1>Nothing here</h1>',
    'guides/deploy/index.html': guide,
    'guides/deploy/index.html.gz': gzipSync(guide),
    'guides/deploy.md': '# Deploy \u2713\n',
    'releases/v1.2/index.html': '<h1>1.2</h1>',
    'llms.txt': '# Documentation\n',
    '.hidden/index.html': 'hidden',
    'assets/page-1a2b3c4d.js': 'export {};',
    'pagefind/pagefind.js': 'export {};',
    'pagefind/wasm.en.pagefind': Buffer.from([1, 2, 3]),
    'pagefind/fragment/en_1.pf_fragment': Buffer.from([1, 2, 3]),
    'search.wasm': Buffer.from([0, 0x61, 0x73, 0x6d]),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, content);
  }
  return root;
}

const site = (root: string) =>
  configOf({ routes: [routeOf({ backend: null, backendPaths: [], frontend: { kind: 'site', folder: root } })] });
const edited = configOf({
  mode: 'edit',
  routes: [routeOf({ backend: null, backendPaths: [], frontend: { kind: 'edited-site' } })],
  limits: { responseSeconds: 1 },
});

beforeAll(async () => {
  const root = build('first', '<h1>first</h1>');
  writeFileSync(`${folder.path}/secret.txt`, 'secret');
  symlinkSync(`${folder.path}/secret.txt`, `${root}/link.txt`);
  symlinkSync(folder.path, `${root}/out`);
  gateway = await GatewayProcess.start(site(root));
});
afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

describe('a built site', () => {
  it.each([
    ['/', '<h1>first</h1>', 'text/html; charset=utf-8'],
    ['/guides/deploy/', guide, 'text/html; charset=utf-8'],
    ['/guides/deploy.md', '# Deploy \u00e2\u009c\u0093\n', 'text/markdown; charset=utf-8'],
    ['/llms.txt', '# Documentation\n', 'text/plain; charset=utf-8'],
    ['/releases/v1.2/', '<h1>1.2</h1>', 'text/html; charset=utf-8'],
    ['/pagefind/pagefind.js', 'export {};', 'text/javascript; charset=utf-8'],
    ['/pagefind/wasm.en.pagefind', '\x01\x02\x03', 'application/octet-stream'],
    ['/pagefind/fragment/en_1.pf_fragment', '\x01\x02\x03', 'application/octet-stream'],
    ['/search.wasm', '\0asm', 'application/wasm'],
  ])('%s is a file of its own, checked each time', async (path, body, type) => {
    const answer = await ask(gateway.port, get(path));
    expect([answer.status, answer.body, answer.headers.get('content-type')]).toEqual([200, body, type]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['/guides/deploy', '/guides/deploy/'],
    ['/guides/deploy?q=a/b&x', '/guides/deploy/?q=a/b&x'],
    ['/guides/%64eploy?', '/guides/%64eploy/?'],
    ['/releases/v1.2', '/releases/v1.2/'],
  ])('%s leads on to its page at %s', async (path, location) => {
    const answer = await ask(gateway.port, get(path));
    expect([answer.status, answer.headers.get('location')]).toEqual([308, location]);
    expect([answer.headers.get('cache-control'), answer.headers.get('content-length')]).toEqual(['no-cache', '0']);
  });

  it.each(['/nothing', '/nothing/', '/guides/', '/guides', '/assets/none.js', '/deep/style.css', '/link.txt', '/out/'])(
    '%s is 404 with the page of the site that says so, however it is asked for',
    async (path) => {
      for (const headers of [['Accept: text/html'], ['If-None-Match: *']]) {
        const answer = await ask(gateway.port, get(path, headers));
        expect([answer.status, answer.body]).toEqual([404, '<h1>Nothing here</h1>']);
        expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      }
    },
  );

  it.each(['/.hidden/', '/.git/config', '/guides/deploy/index.html.map', '/@vite/client'])(
    '%s is nobody’s business',
    async (path) => expect((await ask(gateway.port, get(path))).status).toBe(404),
  );

  it.each(['//evil.example', '//evil.example/', '/guides//deploy', '/../secret.txt', '/%2e%2e/secret.txt', '/\\evil'])(
    '%s leads nowhere, least of all to another host',
    async (path) => {
      const answer = await ask(gateway.port, get(path));
      expect([answer.status, answer.headers.has('location')]).toEqual([400, false]);
      expect(answer.body).not.toContain('secret');
    },
  );

  it('compresses, answers 304 to a client that has it, and HEAD without a body', async () => {
    const path = '/guides/deploy/';
    const gzip = await ask(gateway.port, get(path, ['Accept-Encoding: gzip']));
    expect([gzip.headers.get('content-encoding'), gzip.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    expect(gunzipSync(Buffer.from(gzip.body, 'latin1')).toString()).toBe(guide);
    const tag = gzip.headers.get('etag');
    const known = await ask(gateway.port, get(path, ['Accept-Encoding: gzip', `If-None-Match: ${tag}`]));
    expect([known.status, known.headers.get('etag')]).toEqual([304, tag]);
    const client = new RawClient(gateway.port).send(get(path).replace('GET', 'HEAD'));
    expect((await client.answer(true)).headers.get('content-length')).toBe(String(guide.length));
    client.send(get('/assets/page-1a2b3c4d.js'));
    expect((await client.answer()).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    client.destroy();
    expect((await ask(gateway.port, 'POST / HTTP/1.1\r\nHost: hello.localhost\r\n\r\n')).status).toBe(405);
  });
});

describe('a site that is edited', () => {
  let builds = 0;
  const asked = () => until(() => gateway.count('build') > builds);
  const answer = (message: Parameters<GatewayProcess['tell']>[0]) => {
    builds = gateway.count('build');
    gateway.tell(message);
  };

  it('asks for its build before every answer, once for all who wait', async () => {
    gateway.tell({ type: 'config', config: edited });
    const both = [ask(gateway.port, get('/')), ask(gateway.port, get('/guides/deploy?x=1'))];
    await asked();
    answer({ type: 'built', slug: 'hello', folder: build('second', '<h1>second</h1>') });
    const [home, moved] = await Promise.all(both);
    expect([home?.status, home?.body]).toEqual([200, '<h1>second</h1>']);
    expect([moved?.status, moved?.headers.get('location')]).toEqual([308, '/guides/deploy/?x=1']);
    expect(builds).toBe(1);

    const again = ask(gateway.port, get('/'));
    await asked();
    answer({ type: 'built', slug: 'hello', folder: build('third', '<h1>third</h1>') });
    expect((await again).body).toBe('<h1>third</h1>');
  });

  it('shows what is wrong, looks again by itself, and goes on once it is mended', async () => {
    const wrong = { code: 'SITE_BUILD_FAILED', message: 'a <b> is not closed', fix: 'correct docs/content/a.md:3' };
    const page = ask(gateway.port, get('/', ['Accept: text/html']));
    await asked();
    answer({ type: 'unbuilt', slug: 'hello', ...wrong });
    const { status, body } = await page;
    expect(status).toBe(503);
    expect(body).toContain('a &#60;b&#62; is not closed Correct docs/content/a.md:3.');
    expect(body).toContain('<meta http-equiv="refresh" content="2">');
    const problem = ask(gateway.port, get('/'));
    await asked();
    answer({ type: 'unbuilt', slug: 'hello', ...wrong });
    expect(JSON.parse((await problem).body)).toMatchObject({ status: 503, code: wrong.code, detail: wrong.message });
    const mended = ask(gateway.port, get('/'));
    await asked();
    answer({ type: 'built', slug: 'hello', folder: build('fourth', '<h1>mended</h1>') });
    expect((await mended).body).toBe('<h1>mended</h1>');
  });

  it('tells a person that it is being built, and goes on waiting for the same build', async () => {
    const { status, body } = await ask(gateway.port, get('/', ['Accept: text/html']));
    expect([status, /<h1>(.*)<\/h1>/.exec(body)?.[1]]).toEqual([503, 'Hello is being built']);
    expect(body).toContain('<meta http-equiv="refresh" content="1">');
    const program = JSON.parse((await ask(gateway.port, get('/'))).body);
    expect(program).toMatchObject({ status: 503, code: 'GATEWAY_SITE_BUILDING' });
    // Both have gone by now, and the build they asked for is the same.
    expect(gateway.count('build') - builds).toBe(1);
    answer({ type: 'built', slug: 'hello', folder: build('fifth', '<h1>fifth</h1>') });
    const later = ask(gateway.port, get('/'));
    await asked();
    answer({ type: 'built', slug: 'hello', folder: `${folder.path}/fifth` });
    expect((await later).body).toBe('<h1>fifth</h1>');
  });

  it('keeps who waits when others change, and sends them away when it is gone', async () => {
    const waiting = ask(gateway.port, get('/'));
    await asked();
    gateway.tell({
      type: 'config',
      config: { ...edited, routes: [...edited.routes, routeOf({ host: 'b.localhost' })] },
    });
    gateway.tell({ type: 'config', config: site(`${folder.path}/first`) });
    expect(JSON.parse((await waiting).body)).toMatchObject({ status: 503, code: 'GATEWAY_APP_MOVED' });
    expect((await ask(gateway.port, get('/'))).body).toBe('<h1>first</h1>');
  });
});
