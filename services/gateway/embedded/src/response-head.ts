import { FIELD_VALUE, TOKEN } from './character-classes.ts';
import { ResponseHeader, responseHeaderKind } from './header-kind.ts';
import { CHUNKED, decimal } from './request-head.ts';

/** Body that ends where the upstream's connection does (RFC 9112 §6.3 rule 8). */
export const UNTIL_CLOSE = -2;

export interface ResponseHead {
  readonly status: number;
  /** Status line for HTTP/1.1 and the headers that may go on, each line ended by CR LF. No `Transfer-Encoding`. */
  readonly lines: string;
  /** Bytes, {@link CHUNKED} or {@link UNTIL_CLOSE}. */
  readonly bodyLength: number;
  readonly keepAlive: boolean;
  /** Bits of `PolicyBit`: security headers the upstream brought. */
  readonly policies: number;
  readonly eventStream: boolean;
}

const DOMAIN_ATTRIBUTE = /;[ \t]*domain[ \t]*(?:=[^;]*)?(?=;|$)/gi;

/** Reads a whole response head decoded as latin1; null where it is not valid or could be read in two ways. */
export function parseResponseHead(text: string, toHead: boolean): ResponseHead | null {
  const lineEnd = text.indexOf('\r\n');
  const minor = text.charCodeAt(7) - 0x30;
  if (!text.startsWith('HTTP/1.') || (minor !== 0 && minor !== 1) || text.charCodeAt(8) !== 0x20) return null;
  const status = decimal(text, 9, 12);
  if (status < 100 || status > 599) return null;
  if (lineEnd !== 12 && text.charCodeAt(12) !== 0x20) return null;
  for (let at = 12; at < lineEnd; at += 1) if (FIELD_VALUE[text.charCodeAt(at)] !== 1) return null;

  let length = UNTIL_CLOSE;
  let chunked = false;
  let keepAlive = minor === 1;
  let policies = 0;
  let eventStream = false;
  let lines = minor === 1 ? '' : `HTTP/1.1${text.slice(8, lineEnd + 2)}`;
  let keptFrom = minor === 1 ? 0 : lineEnd + 2;
  const end = text.length - 2;
  let at = lineEnd + 2;
  while (at < end) {
    const lineStart = at;
    let code = text.charCodeAt(at);
    while (TOKEN[code] === 1) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 0x3a || at === lineStart) return null;
    const kind = responseHeaderKind(text.slice(lineStart, at));
    at += 1;
    code = text.charCodeAt(at);
    while (FIELD_VALUE[code] === 1) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 0x0d || text.charCodeAt(at + 1) !== 0x0a) return null;
    const valueStart = text.indexOf(':', lineStart) + 1;
    const valueEnd = at;
    at += 2;
    if (kind === ResponseHeader.pass) continue;
    if (kind >= ResponseHeader.policy) {
      policies |= kind - ResponseHeader.policy;
      continue;
    }
    let replacement = '';
    switch (kind) {
      case ResponseHeader.contentLength: {
        const value = text.slice(valueStart, valueEnd).trim();
        if (length !== UNTIL_CLOSE) return null;
        length = decimal(value, 0, value.length);
        if (length < 0) return null;
        continue;
      }
      case ResponseHeader.transferEncoding:
        if (chunked || text.slice(valueStart, valueEnd).trim().toLowerCase() !== 'chunked') return null;
        chunked = true;
        break;
      case ResponseHeader.connection: {
        const value = text.slice(valueStart, valueEnd).toLowerCase();
        if (value.includes('close')) keepAlive = false;
        else if (value.includes('keep-alive')) keepAlive = true;
        break;
      }
      case ResponseHeader.contentType:
        if (
          text
            .slice(valueStart, valueStart + 20)
            .toLowerCase()
            .includes('text/event-stream')
        )
          eventStream = true;
        continue;
      case ResponseHeader.setCookie: {
        // An app owns its own host and no more: a cookie for the parent domain would reach every other app.
        const line = text.slice(lineStart, valueEnd);
        const owned = line.replace(DOMAIN_ATTRIBUTE, '');
        if (owned === line) continue;
        replacement = `${owned}\r\n`;
        break;
      }
    }
    lines += text.slice(keptFrom, lineStart) + replacement;
    keptFrom = at;
  }
  lines += text.slice(keptFrom, end);
  if (chunked && length !== UNTIL_CLOSE) return null;
  const bodiless = toHead || status < 200 || status === 204 || status === 304;
  return {
    status,
    lines,
    bodyLength: bodiless ? 0 : chunked ? CHUNKED : length,
    keepAlive: keepAlive && (bodiless || chunked || length !== UNTIL_CLOSE),
    policies,
    eventStream,
  };
}
