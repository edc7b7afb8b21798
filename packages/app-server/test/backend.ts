import { mkdtempSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIENCE, CLIENT_ID, ISSUER } from '@scalr/auth-client/testing';

export const EXAMPLE_SRC = join(import.meta.dirname, 'example', 'src');

export function socketPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'app-')), 's');
}

export function environment(wish: { port: string; databaseUrl: string; jwksUrl: string }): Record<string, string> {
  return {
    APP_SLUG: 'example',
    PORT: wish.port,
    DATABASE_URL: wish.databaseUrl,
    PUBLIC_URL: 'http://example.localhost',
    OIDC_ISSUER: ISSUER,
    OIDC_JWKS_URL: wish.jwksUrl,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_PROVIDER: 'embedded',
    AUTH_REQUIRED_GROUPS: '',
    LOG_LEVEL: 'debug',
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly json: any;
}

/** One real HTTP request over a unix socket. */
export function call(
  socket: string,
  method: string,
  path: string,
  wish: { token?: string; body?: unknown; raw?: string; headers?: Record<string, string | string[]> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = wish.raw ?? (wish.body === undefined ? undefined : JSON.stringify(wish.body));
    const request = httpRequest(
      {
        socketPath: socket,
        method,
        path,
        agent: false,
        headers: {
          ...(wish.token === undefined ? {} : { authorization: `Bearer ${wish.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...wish.headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => {
          const json =
            /json/.test(response.headers['content-type'] ?? '') && text !== '' ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
