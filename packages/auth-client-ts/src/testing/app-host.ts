import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface AppHostOptions {
  readonly slug: string;
  readonly name: string;
  /** Folder of the built frontend. */
  readonly folder: string;
  readonly issuer: string;
  readonly authRequired?: boolean;
  /** Answers `/api/*`. */
  readonly api: (request: IncomingMessage) => ApiAnswer | Promise<ApiAnswer>;
}

export interface AppHost {
  readonly url: string;
  readonly issuer: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves a built frontend as the gateway would in production: its own origin, strict policy, `/app-config.json`. */
export async function appHost(options: AppHostOptions): Promise<AppHost> {
  const policy = [
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'",
    `connect-src 'self' ${options.issuer}; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  ].join('; ');
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', url).pathname;
    const send = (status: number, type: string, body: string | Buffer) =>
      response
        .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': policy })
        .end(body);
    if (path === '/app-config.json')
      return send(200, 'application/json', JSON.stringify(config(options, url.replace(options.slug, 'portal'))));
    if (path.startsWith('/api/')) {
      const { status, body } = await options.api(request);
      return send(status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(body));
    }
    const file = await readFile(join(options.folder, normalize(path))).catch(() => null);
    if (file !== null) return send(200, TYPES[extname(path)] ?? 'application/octet-stream', file);
    send(200, TYPES['.html'] as string, await readFile(join(options.folder, 'index.html')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://${options.slug}.localhost:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, issuer: options.issuer, close };
}

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2224%22 height=%2224%22 stroke=%22white%22%3E%3Cpath d=%22M5 12h14%22/%3E%3C/svg%3E';

function config({ slug, name, issuer, authRequired = true }: AppHostOptions, portalUrl: string) {
  return {
    slug,
    name,
    color: '#0d9488',
    icon: ICON,
    authRequired,
    provider: 'embedded',
    issuer,
    clientId: slug,
    audience: `urn:app:${slug}`,
    scopes: ['openid', 'profile', 'email'],
    portalUrl,
  };
}
