/**
 * What the gateway does with a request header. `strip` covers hop-by-hop headers (RFC 9110 §7.6.1) and everything
 * by which a client could speak for the gateway.
 */
export const RequestHeader = {
  pass: 0,
  strip: 1,
  host: 2,
  contentLength: 3,
  transferEncoding: 4,
  connection: 5,
  upgrade: 6,
  expect: 7,
  cookie: 8,
  origin: 9,
  secFetchSite: 10,
  accept: 11,
  acceptEncoding: 12,
  ifNoneMatch: 13,
  traceparent: 14,
  once: 15,
} as const;

/** What the gateway does with a header of an upstream's answer. Values from `policy` on are bits of {@link PolicyBit}. */
export const ResponseHeader = {
  pass: 0,
  strip: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  contentType: 5,
  setCookie: 6,
  upgrade: 7,
  policy: 8,
} as const;

/** A bit for each security header an answer may bring itself. */
export const PolicyBit = {
  'x-content-type-options': 1,
  'referrer-policy': 2,
  'permissions-policy': 4,
  'x-frame-options': 8,
  'cross-origin-opener-policy': 16,
  'content-security-policy': 32,
  'strict-transport-security': 64,
} as const;

const REQUEST: Record<string, number> = {
  host: RequestHeader.host,
  'content-length': RequestHeader.contentLength,
  'transfer-encoding': RequestHeader.transferEncoding,
  connection: RequestHeader.connection,
  upgrade: RequestHeader.upgrade,
  expect: RequestHeader.expect,
  cookie: RequestHeader.cookie,
  origin: RequestHeader.origin,
  'sec-fetch-site': RequestHeader.secFetchSite,
  accept: RequestHeader.accept,
  'accept-encoding': RequestHeader.acceptEncoding,
  'if-none-match': RequestHeader.ifNoneMatch,
  traceparent: RequestHeader.traceparent,
  // Servers disagree on which of two wins.
  authorization: RequestHeader.once,
  'content-type': RequestHeader.once,
  'keep-alive': RequestHeader.strip,
  te: RequestHeader.strip,
  trailer: RequestHeader.strip,
  proxy: RequestHeader.strip,
  'http2-settings': RequestHeader.strip,
  forwarded: RequestHeader.strip,
  via: RequestHeader.strip,
  'x-real-ip': RequestHeader.strip,
  'x-client-ip': RequestHeader.strip,
  'x-request-id': RequestHeader.strip,
  'remote-user': RequestHeader.strip,
  'x-remote-user': RequestHeader.strip,
  'x-rewrite-url': RequestHeader.strip,
};
const REQUEST_STRIP_PREFIX = /^(?:x-forwarded|x-authentik|x-original|proxy-)/;

const RESPONSE: Record<string, number> = {
  'content-length': ResponseHeader.contentLength,
  'transfer-encoding': ResponseHeader.transferEncoding,
  connection: ResponseHeader.connection,
  'content-type': ResponseHeader.contentType,
  'set-cookie': ResponseHeader.setCookie,
  upgrade: ResponseHeader.upgrade,
  server: ResponseHeader.strip,
  'x-powered-by': ResponseHeader.strip,
  'x-aspnet-version': ResponseHeader.strip,
  'keep-alive': ResponseHeader.strip,
  'proxy-connection': ResponseHeader.strip,
  'proxy-authenticate': ResponseHeader.strip,
  te: ResponseHeader.strip,
  via: ResponseHeader.strip,
  'x-request-id': ResponseHeader.strip,
};
for (const [name, bit] of Object.entries(PolicyBit)) RESPONSE[name] = ResponseHeader.policy + bit;

/** Names repeat in the same spelling all day; a foreign flood of names only stops being remembered. */
const REMEMBERED = 2048;
const requestKinds = new Map<string, number>();
const responseKinds = new Map<string, number>();

/** `name` as sent. An underscore counts as a hyphen, because CGI-style servers read it as one. */
export function requestHeaderKind(name: string): number {
  const known = requestKinds.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replaceAll('_', '-');
  const listed = Object.hasOwn(REQUEST, plain) ? (REQUEST[plain] as number) : RequestHeader.pass;
  let kind = REQUEST_STRIP_PREFIX.test(plain) ? RequestHeader.strip : listed;
  if (name.includes('_') && kind !== RequestHeader.pass) kind = RequestHeader.strip;
  if (requestKinds.size < REMEMBERED) requestKinds.set(detached(name), kind);
  return kind;
}

export function responseHeaderKind(name: string): number {
  const known = responseKinds.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase();
  const kind = Object.hasOwn(RESPONSE, plain) ? (RESPONSE[plain] as number) : ResponseHeader.pass;
  if (responseKinds.size < REMEMBERED) responseKinds.set(detached(name), kind);
  return kind;
}

/** A slice of a string keeps the whole string alive; a remembered name must not keep a whole head. */
function detached(name: string): string {
  return Buffer.from(name, 'latin1').toString('latin1');
}
