import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ROUTES } from '../provider/configuration.ts';
import type { Service } from './context.ts';
import { sendKeys, toProvider } from './front.ts';
import { sendJson } from './reply.ts';
import { BadRequest, clientAddress, speakAsIssuer } from './request.ts';

async function answer(service: Service, issuer: URL, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', issuer);
  const exchange = { request, response, url, address: clientAddress(request) };
  if (url.pathname === ROUTES.jwks) return sendKeys(service, exchange);
  if (url.pathname === '/health') return sendJson(response, 200, { status: 'ok' });
  if (url.pathname !== ROUTES.token) return sendJson(response, 404, {});
  if (request.method !== 'POST') throw new BadRequest(405, `${request.method} is not possible here.`);
  // Only backends have a secret; everybody else comes through the gateway, which counts their attempts.
  if (!/^basic /i.test(request.headers.authorization ?? '')) {
    response.setHeader('www-authenticate', `Basic realm="${issuer.origin}"`);
    return sendJson(response, 401, { error: 'invalid_client' });
  }
  speakAsIssuer(request, issuer);
  await toProvider(service, exchange);
}

/** For the backends on this machine only: the keys, and tokens to call other apps with. */
export function createInternal(service: Service): RequestListener {
  const issuer = new URL(service.settings.issuer);
  return (request, response) => {
    answer(service, issuer, request, response).catch((error: unknown) => {
      const status = error instanceof BadRequest ? error.status : 500;
      if (status === 500)
        service.log.error('request_failed', { path: request.url?.split('?')[0], reason: String(error) });
      if (response.headersSent) response.destroy();
      else sendJson(response, status, { error: status === 500 ? 'server_error' : 'invalid_request' });
    });
  };
}
