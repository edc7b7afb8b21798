import type { IncomingMessage } from 'node:http';

/** The request itself is at fault; the answer says so and nothing more. */
export class BadRequest extends Error {
  readonly status: 400 | 403 | 405 | 413 | 415 | 421;

  constructor(status: BadRequest['status'], message: string) {
    super(message);
    this.name = 'BadRequest';
    this.status = status;
  }
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.at(-1) : value) ?? '';
};

/**
 * The gateway replaces X-Forwarded-For with the one address it saw. Were there a list nevertheless, everything but
 * its last entry came from the client itself and is worth nothing.
 */
export function clientAddress(request: IncomingMessage): string {
  const forwarded = header(request, 'x-forwarded-for').split(',').at(-1)?.trim() ?? '';
  return (forwarded || request.socket.remoteAddress || 'local').slice(0, 64);
}

/** @throws BadRequest 421 when the request is for another host: no name but the issuer's ever gets into an answer. */
export function pinOrigin(request: IncomingMessage, issuer: URL): void {
  const asked = (header(request, 'x-forwarded-host') || header(request, 'host')).toLowerCase();
  const port = issuer.port === '' ? /:(80|443)$/ : /$^/;
  if (asked.replace(port, '').replace(/\.(?=:|$)/, '') !== issuer.host) {
    throw new BadRequest(421, 'This address is not served here.');
  }
  speakAsIssuer(request, issuer);
}

/** The provider makes its own addresses of these headers. */
export function speakAsIssuer(request: IncomingMessage, issuer: URL): void {
  request.headers.host = issuer.host;
  delete request.headers['x-forwarded-host'];
  request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
  request.headers['x-forwarded-for'] = clientAddress(request);
}

/** A form of ours only comes from a page of ours (OWASP CSRF: verify the origin). @throws BadRequest 403 */
export function requireSameOrigin(request: IncomingMessage, issuer: string): void {
  const origin = header(request, 'origin');
  const fetchSite = header(request, 'sec-fetch-site');
  if (origin === issuer && (fetchSite === '' || fetchSite === 'same-origin')) return;
  throw new BadRequest(403, 'This form was not sent from a page of this site.');
}

const FORM_LIMIT = 16 * 1024;

/** @throws BadRequest 413, 415 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(header(request, 'content-type'))) {
    throw new BadRequest(415, 'Only forms are accepted here.');
  }
  return new URLSearchParams(await readText(request, FORM_LIMIT));
}

/** UTF-8 text of at most `limit` bytes. @throws BadRequest 413 */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = () => new BadRequest(413, 'The request is too large.');
  if (Number(header(request, 'content-length')) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
