import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request is not let in; null: it is. A page of the web can make a browser send requests to this machine under a
 * name of its own (DNS rebinding): its Host or its Origin gives it away before the token is even looked at.
 */
export function refusal(headers: IncomingHttpHeaders, token: string): Refusal | null {
  if (!isLoopback(`http://${headers.host ?? ''}`)) return { status: 403, reason: 'this host is not served' };
  const { origin } = headers;
  if (origin !== undefined && !isLoopback(origin)) return { status: 403, reason: 'this origin is not served' };
  const [, given = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!timingSafeEqual(digest(given), digest(token))) return { status: 401, reason: 'the token is missing or wrong' };
  return null;
}

function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && LOOPBACK.has(parsed.hostname);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
