import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Page, type PageContext, renderPage } from '../pages/layout.ts';

/** `formTargets`: origins a form of the page may lead to, because browsers check every redirect after it as well. */
export function pagePolicy(formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** On every answer of the service, whoever writes it. */
export function secureHeaders(response: ServerResponse, issuer: URL): void {
  response.setHeader('content-security-policy', pagePolicy());
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('x-content-type-options', 'nosniff');
  // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cache-control', 'no-store');
  if (issuer.protocol === 'https:') {
    response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
  }
}

export function sendPage(
  response: ServerResponse,
  context: PageContext,
  page: Page,
  options: { readonly status?: number; readonly formTargets?: readonly string[] } = {},
): void {
  const body = renderPage(context, page);
  response.statusCode = options.status ?? 200;
  response.setHeader('content-security-policy', pagePolicy(options.formTargets));
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('content-type', type);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}

/** 303: the next request is a GET, whatever this one was (RFC 9700 §4.12). */
export function redirect(response: ServerResponse, location: string): void {
  response.statusCode = 303;
  response.setHeader('location', location);
  response.setHeader('content-length', 0);
  response.end();
}

/** A browser asked, not a program. */
export const wantsPage = (request: IncomingMessage): boolean => (request.headers.accept ?? '').includes('text/html');
