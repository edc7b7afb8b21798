import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, GatewayProcess, routeOf, temporaryFolder } from './gateway-process.ts';
import { ask, get, RawClient } from './raw-client.ts';
import { until } from './until.ts';

const folder = temporaryFolder();
let gateway: GatewayProcess;
const script = 'export const answer = 42;\n'.repeat(50);

function build(name: string, page: string): string {
  const root = `${folder.path}/${name}`;
  mkdirSync(`${root}/assets`, { recursive: true });
  writeFileSync(`${root}/index.html`, page);
  writeFileSync(`${root}/favicon.svg`, '<svg/>');
  writeFileSync(`${root}/assets/app-1a2b3c4d.js`, script);
  writeFileSync(`${root}/assets/app-1a2b3c4d.js.br`, brotliCompressSync(script));
  writeFileSync(`${root}/assets/app-1a2b3c4d.js.gz`, gzipSync(script));
  writeFileSync(`${root}/assets/app-1a2b3c4d.js.map`, '{}');
  writeFileSync(`${root}/caf\u00e9.txt`, 'coffee');
  return root;
}

const routes = (root: string) => [routeOf({ backend: null, frontend: { kind: 'assets', folder: root } })];

beforeAll(async () => {
  const root = build('first', '<h1>first</h1>');
  writeFileSync(`${folder.path}/secret.txt`, 'secret');
  symlinkSync(`${folder.path}/secret.txt`, `${root}/link.txt`);
  writeFileSync(`${root}/.env`, 'SECRET=1');
  writeFileSync(`${root}/large.bin`, Buffer.alloc(9 * 1024 * 1024, 'L'));
  gateway = await GatewayProcess.start(configOf({ routes: routes(root) }));
});
afterAll(async () => {
  await gateway.stop();
  folder.remove();
});

describe('a built frontend', () => {
  it.each(['/', '/index.html', '/deep/page', '/deep/', '/users/42'])(
    '%s is its page, checked each time',
    async (path) => {
      const answer = await ask(gateway.port, get(path, ['Accept: text/html']));
      expect([answer.status, answer.body]).toEqual([200, '<h1>first</h1>']);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('date')).toMatch(/GMT$/);
    },
  );

  it.each([
    '/missing.js',
    '/assets/app-9.js',
    '/deep/style.css',
    '/link.txt',
    '/.env',
    '/secret.txt',
    '/assets/app-1a2b3c4d.js.map',
    '/favicon.svg/',
  ])('%s is 404 or the page, never a file outside', async (path) => {
    const answer = await ask(gateway.port, get(path));
    expect(answer.status).toBe(path.endsWith('/') ? 200 : 404);
    expect(answer.body).not.toMatch(/secret|SECRET/);
  });

  it('serves hashed files as immutable, in the best coding the client takes', async () => {
    const path = '/assets/app-1a2b3c4d.js';
    const plain = await ask(gateway.port, get(path));
    expect(plain.body).toBe(script);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(plain.headers.get('vary')).toBe('Accept-Encoding');
    const brotli = await ask(gateway.port, get(path, ['Accept-Encoding: gzip, deflate, br, zstd']));
    expect(brotli.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(Buffer.from(brotli.body, 'latin1')).toString()).toBe(script);
    const gzip = await ask(gateway.port, get(path, ['Accept-Encoding: br;q=0, gzip;q=0.5']));
    expect(gzip.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(gzip.body, 'latin1')).toString()).toBe(script);
    const tags = [plain, brotli, gzip].map(({ headers }) => headers.get('etag'));
    expect(new Set(tags).size).toBe(3);
  });

  it('answers 304 to a client that has it, HEAD without a body, both with the connection kept', async () => {
    const client = new RawClient(gateway.port).send(get('/'));
    const tag = (await client.answer()).headers.get('etag');
    for (const known of [`${tag}`, `W/${tag}`, `"other", ${tag}`, '*']) {
      client.send(get('/', [`If-None-Match: ${known}`]));
      const answer = await client.answer();
      expect([answer.status, answer.headers.get('etag'), answer.headers.has('content-length')]).toEqual([
        304,
        tag,
        false,
      ]);
    }
    client.send(get('/').replace('GET', 'HEAD'));
    expect((await client.answer(true)).headers.get('content-length')).toBe('14');
    client.send(get('/', ['If-None-Match: "other"']));
    expect((await client.answer()).status).toBe(200);
    client.destroy();
  });

  it('decodes names, refuses other methods, streams what is too large to keep', async () => {
    expect((await ask(gateway.port, get('/caf%C3%A9.txt'))).body).toBe('coffee');
    expect((await ask(gateway.port, 'DELETE / HTTP/1.1\r\nHost: hello.localhost\r\n\r\n')).status).toBe(405);
    const large = await ask(gateway.port, get('/large.bin'));
    expect(large.body.length).toBe(9 * 1024 * 1024);
    expect(large.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('follows a new configuration to another folder at once', async () => {
    gateway.tell({ type: 'config', config: configOf({ routes: routes(build('second', '<h1>second</h1>')) }) });
    await until(async () => (await ask(gateway.port, get('/'))).body === '<h1>second</h1>');
  });

  it('notices that the folder was built anew', async () => {
    const root = `${folder.path}/second`;
    rmSync(root, { recursive: true });
    build('second', '<h1>rebuilt</h1>');
    writeFileSync(`${root}/assets/new-5e6f7a8b.js`, 'new');
    await until(async () => (await ask(gateway.port, get('/'))).body === '<h1>rebuilt</h1>');
    expect((await ask(gateway.port, get('/assets/new-5e6f7a8b.js'))).body).toBe('new');
  });

  it('answers 404 where nothing was built', async () => {
    gateway.tell({ type: 'config', config: configOf({ routes: routes(`${folder.path}/nothing`) }) });
    await until(async () => (await ask(gateway.port, get('/'))).status === 404);
  });
});
