/** Why a request is not served. Made once per reason; the connection is closed where framing is in doubt. */
export class Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Nothing after this point of the connection can be trusted. */
  readonly close: boolean;

  constructor(status: number, code: string, detail: string, close = false) {
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.close = close;
  }
}

const malformed = (code: string, detail: string) => new Refusal(400, code, detail, true);

/** Everything the head parser refuses (RFC 9112 §2, §3, §5, §6, §7). */
export const MALFORMED = {
  requestLine: malformed('GATEWAY_REQUEST_LINE', 'The request line is not "METHOD /path HTTP/1.1".'),
  headerName: malformed('GATEWAY_HEADER_NAME', 'A header line has no valid name followed directly by a colon.'),
  headerValue: malformed('GATEWAY_HEADER_VALUE', 'A header line holds a control character or a bare line break.'),
  lineEnd: malformed('GATEWAY_LINE_END', 'Lines of a request head must end in CR LF.'),
  host: malformed('GATEWAY_HOST', 'A request needs exactly one valid Host header.'),
  length: malformed('GATEWAY_CONTENT_LENGTH', 'Content-Length must be one plain decimal number.'),
  coding: malformed('GATEWAY_TRANSFER_ENCODING', 'The only transfer coding understood is "chunked", given once.'),
  framing: malformed('GATEWAY_FRAMING', 'A request must not carry both Content-Length and Transfer-Encoding.'),
  chunk: malformed('GATEWAY_CHUNK', 'The chunked request body is malformed.'),
  duplicate: malformed('GATEWAY_DUPLICATE_HEADER', 'A header that may appear once appears twice.'),
  upgrade: malformed('GATEWAY_UPGRADE', 'The only protocol a connection can be upgraded to is WebSocket.'),
  path: malformed('GATEWAY_PATH', 'The path has an ambiguous or forbidden form.'),
} as const;

export const REFUSED = {
  version: new Refusal(505, 'GATEWAY_HTTP_VERSION', 'This server speaks HTTP/1.1 and HTTP/1.0.', true),
  method: new Refusal(405, 'GATEWAY_METHOD', 'This method is not allowed here.', true),
  expectation: new Refusal(417, 'GATEWAY_EXPECTATION', 'The only expectation understood is "100-continue".', true),
  headTooLarge: new Refusal(431, 'GATEWAY_HEADERS_TOO_LARGE', 'The request headers are larger than allowed.', true),
  bodyTooLarge: new Refusal(413, 'GATEWAY_BODY_TOO_LARGE', 'The request body is larger than allowed.', true),
  headTimeout: new Refusal(408, 'GATEWAY_REQUEST_TIMEOUT', 'The request was not completed in time.', true),
  unknownHost: new Refusal(404, 'GATEWAY_UNKNOWN_HOST', 'No app lives at this address.'),
  notFound: new Refusal(404, 'GATEWAY_NOT_FOUND', 'There is nothing at this path.'),
  crossSite: new Refusal(403, 'GATEWAY_CROSS_SITE', 'Another site may not change data here with your cookies.'),
  rateLimited: new Refusal(429, 'GATEWAY_RATE_LIMITED', 'Too many attempts from your address. Please wait a little.'),
  connections: new Refusal(503, 'GATEWAY_TOO_MANY_CONNECTIONS', 'Too many connections from your address.', true),
  badGateway: new Refusal(502, 'GATEWAY_UPSTREAM_FAILED', 'The app broke off before it answered. Please try again.'),
  badAnswer: new Refusal(502, 'GATEWAY_UPSTREAM_INVALID', 'The app gave an answer that is not valid HTTP.'),
  upstreamBusy: new Refusal(503, 'GATEWAY_UPSTREAM_BUSY', 'The app has more requests open than it can take.'),
  upstreamTimeout: new Refusal(504, 'GATEWAY_UPSTREAM_TIMEOUT', 'The app did not answer in time.'),
  notAwake: new Refusal(503, 'GATEWAY_APP_STARTING', 'The app is still starting. Please try again in a moment.'),
} as const;
