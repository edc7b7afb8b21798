import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { FileSet } from '@scalr/fileset';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What the gateway sends with every answer of a site. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const PORTAL = 'http://portal.localhost';

/** Serves a built site from memory under the policy that the gateway gives it. */
export async function serveSite(files: FileSet): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url.replace(/[?#].*$/, ''));
    if (path === '/app-config.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ portalUrl: PORTAL }));
      return;
    }
    const name = `${path.slice(1)}${path.endsWith('/') ? 'index.html' : ''}`;
    const found = files.get(name);
    const type = found === undefined ? TYPES['.html'] : (TYPES[extname(name)] ?? 'application/octet-stream');
    response.writeHead(found === undefined ? 404 : 200, {
      ...(type === undefined ? {} : { 'content-type': type }),
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    });
    response.end((found ?? files.get('404.html'))?.content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
