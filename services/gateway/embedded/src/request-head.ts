import { FIELD_VALUE, TOKEN } from './character-classes.ts';
import { RequestHeader, requestHeaderKind } from './header-kind.ts';
import { MALFORMED, REFUSED, type Refusal } from './refusal.ts';

/** `Content-Length` of a body whose end is marked by its chunks. */
export const CHUNKED = -1;

/** A request head that can be read in one way only. */
export interface RequestHead {
  readonly method: string;
  /** Origin-form (RFC 9112 §3.2.1), as sent. Not yet checked: see target.ts. */
  readonly target: string;
  readonly http10: boolean;
  /** As sent. Empty only from an HTTP/1.0 client. */
  readonly host: string;
  /** Request line for HTTP/1.1 and the headers that may go on, each line ended by CR LF. `Host` is not in it. */
  readonly lines: string;
  /** Bytes, or {@link CHUNKED}. */
  readonly bodyLength: number;
  /** The client wants the connection kept. */
  readonly keepAlive: boolean;
  /** A WebSocket handshake. */
  readonly webSocket: boolean;
  readonly hasCookie: boolean;
  readonly origin: string | null;
  readonly secFetchSite: string | null;
  readonly accept: string;
  readonly acceptEncoding: string;
  readonly ifNoneMatch: string | null;
  /** A valid W3C trace context was sent and is among `lines`. */
  readonly traced: boolean;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const MAX_HEADERS = 100;
const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const PLAIN_CONNECTION = /^(?:keep-alive|close|upgrade)$/i;

/**
 * Reads a whole request head, from the first byte of the request line to the empty line included, decoded as latin1.
 * Stricter than RFC 9112 allows a server to be: whatever two readers could read in two ways is refused.
 */
export function parseRequestHead(text: string): RequestHead | Refusal {
  const lineEnd = text.indexOf('\r\n');
  const methodEnd = text.indexOf(' ');
  if (methodEnd <= 0 || methodEnd > lineEnd) return MALFORMED.requestLine;
  for (let at = 0; at < methodEnd; at += 1) if (TOKEN[text.charCodeAt(at)] !== 1) return MALFORMED.requestLine;
  const targetEnd = text.indexOf(' ', methodEnd + 1);
  if (targetEnd === -1 || targetEnd > lineEnd) return MALFORMED.requestLine;
  const method = text.slice(0, methodEnd);
  if (lineEnd - targetEnd !== 9 || !text.startsWith('HTTP/', targetEnd + 1)) return MALFORMED.requestLine;
  const http10 = text.startsWith('1.0', targetEnd + 6);
  if (!http10 && !text.startsWith('1.1', targetEnd + 6)) return REFUSED.version;
  if (!METHODS.has(method)) return REFUSED.method;
  if (text.charCodeAt(methodEnd + 1) !== 0x2f) return MALFORMED.requestLine;
  const target = text.slice(methodEnd + 1, targetEnd);
  for (let at = methodEnd + 1; at < targetEnd; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return MALFORMED.requestLine;
  }

  let host = '';
  let hosts = 0;
  let length = -2;
  let chunked = false;
  let connection = '';
  let upgrade: string | null = null;
  let expect: string | null = null;
  let hasCookie = false;
  let origin: string | null = null;
  let secFetchSite: string | null = null;
  let accept = '';
  let acceptEncoding = '';
  let ifNoneMatch: string | null = null;
  let traceparent: string | null = null;
  let once = 0;

  let lines = http10 ? `${method} ${target} HTTP/1.1\r\n` : '';
  let keptFrom = http10 ? lineEnd + 2 : 0;
  const end = text.length - 2;
  let at = lineEnd + 2;
  let count = 0;
  while (at < end) {
    const lineStart = at;
    let code = text.charCodeAt(at);
    while (TOKEN[code] === 1) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 0x3a || at === lineStart) return MALFORMED.headerName;
    const name = text.slice(lineStart, at);
    at += 1;
    code = text.charCodeAt(at);
    while (code === 0x20 || code === 0x09) {
      at += 1;
      code = text.charCodeAt(at);
    }
    const valueStart = at;
    while (FIELD_VALUE[code] === 1) {
      at += 1;
      code = text.charCodeAt(at);
    }
    if (code !== 0x0d || text.charCodeAt(at + 1) !== 0x0a) return MALFORMED.headerValue;
    let valueEnd = at;
    while (valueEnd > valueStart && (text.charCodeAt(valueEnd - 1) === 0x20 || text.charCodeAt(valueEnd - 1) === 0x09))
      valueEnd -= 1;
    at += 2;
    count += 1;
    if (count > MAX_HEADERS) return REFUSED.headTooLarge;

    const kind = requestHeaderKind(name);
    if (kind === RequestHeader.pass) continue;
    let kept = false;
    switch (kind) {
      case RequestHeader.host:
        hosts += 1;
        host = text.slice(valueStart, valueEnd);
        break;
      case RequestHeader.contentLength:
        if (length !== -2) return MALFORMED.length;
        length = decimal(text, valueStart, valueEnd);
        if (length < 0) return MALFORMED.length;
        kept = true;
        break;
      case RequestHeader.transferEncoding:
        if (chunked || http10 || text.slice(valueStart, valueEnd).toLowerCase() !== 'chunked') return MALFORMED.coding;
        chunked = true;
        kept = true;
        break;
      case RequestHeader.connection:
        connection =
          connection === '' ? text.slice(valueStart, valueEnd) : `${connection},${text.slice(valueStart, valueEnd)}`;
        break;
      case RequestHeader.upgrade:
        if (upgrade !== null) return MALFORMED.duplicate;
        upgrade = text.slice(valueStart, valueEnd).toLowerCase();
        break;
      case RequestHeader.expect:
        if (expect !== null) return MALFORMED.duplicate;
        expect = text.slice(valueStart, valueEnd).toLowerCase();
        kept = !http10;
        break;
      case RequestHeader.cookie:
        hasCookie = true;
        kept = true;
        break;
      case RequestHeader.origin:
        if (origin !== null) return MALFORMED.duplicate;
        origin = text.slice(valueStart, valueEnd);
        kept = true;
        break;
      case RequestHeader.secFetchSite:
        if (secFetchSite !== null) return MALFORMED.duplicate;
        secFetchSite = text.slice(valueStart, valueEnd);
        kept = true;
        break;
      case RequestHeader.accept:
        accept = accept === '' ? text.slice(valueStart, valueEnd) : `${accept},${text.slice(valueStart, valueEnd)}`;
        kept = true;
        break;
      case RequestHeader.acceptEncoding:
        acceptEncoding = text.slice(valueStart, valueEnd);
        kept = true;
        break;
      case RequestHeader.ifNoneMatch:
        ifNoneMatch = text.slice(valueStart, valueEnd);
        kept = true;
        break;
      case RequestHeader.traceparent: {
        const value = text.slice(valueStart, valueEnd);
        if (traceparent === null && TRACEPARENT.test(value)) {
          traceparent = value;
          kept = true;
        }
        break;
      }
      case RequestHeader.once: {
        const bit = name.length === 12 ? 1 : 2;
        if ((once & bit) !== 0) return MALFORMED.duplicate;
        once |= bit;
        kept = true;
        break;
      }
    }
    if (kept) continue;
    if (lineStart > keptFrom) lines += text.slice(keptFrom, lineStart);
    keptFrom = at;
  }
  if (end > keptFrom) lines += text.slice(keptFrom, end);

  if (hosts > 1 || (hosts === 0 && !http10) || (hosts === 1 && !HOST.test(host))) return MALFORMED.host;
  if (chunked && length !== -2) return MALFORMED.framing;
  const options = connectionOptions(connection);
  if (options !== null && options.named.length > 0) lines = without(lines, options.named);
  const webSocket = upgrade !== null && options?.upgrade === true && !http10;
  if (webSocket && (upgrade !== 'websocket' || method !== 'GET' || chunked || length > 0)) return MALFORMED.upgrade;
  if (upgrade !== null && /(?:^|[\s,])h2c?\b/.test(upgrade)) return MALFORMED.upgrade;
  if (expect !== null && expect !== '100-continue') return REFUSED.expectation;
  return {
    method,
    target,
    http10,
    host,
    lines,
    bodyLength: chunked ? CHUNKED : length === -2 ? 0 : length,
    keepAlive: !http10 && options?.close !== true,
    webSocket,
    hasCookie,
    origin,
    secFetchSite,
    accept,
    acceptEncoding,
    ifNoneMatch,
    traced: traceparent !== null,
  };
}

/** Plain digits, at most 15 of them; -1 for anything else. */
export function decimal(text: string, start: number, end: number): number {
  if (end === start || end - start > 15) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads `Connection` (RFC 9110 §7.6.1). `named`: header names that end at this hop. */
function connectionOptions(value: string): { close: boolean; upgrade: boolean; named: string[] } | null {
  if (value === '' || value === 'keep-alive') return null;
  const options = value.split(',').map((option) => option.trim().toLowerCase());
  return {
    close: options.includes('close'),
    upgrade: options.includes('upgrade'),
    named: options.filter((option) => option !== '' && !PLAIN_CONNECTION.test(option)),
  };
}

function without(lines: string, names: readonly string[]): string {
  const [requestLine = '', ...headers] = lines.split('\r\n');
  const kept = headers.filter((line) => {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    // What frames the body is the message's own, whatever a client says of it.
    return name === 'content-length' || name === 'transfer-encoding' || !names.includes(name);
  });
  return [requestLine, ...kept].join('\r\n');
}
