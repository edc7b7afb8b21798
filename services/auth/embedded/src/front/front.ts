import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { DatabaseAway } from '../database/database.ts';
import { messagePage, signedOutPage } from '../pages/messages.ts';
import { ASSETS } from '../pages/style.ts';
import { HashingBusy } from '../people/password.ts';
import { ROUTES } from '../provider/configuration.ts';
import { changePassword, endSessions, showAccount } from './account.ts';
import type { Exchange, Service } from './context.ts';
import { leaveNoAccess, showNoAccess } from './no-access.ts';
import { redirect, secureHeaders, sendJson, sendPage, wantsPage } from './reply.ts';
import { BadRequest, clientAddress, pinOrigin } from './request.ts';
import { showSignIn, signIn } from './sign-in.ts';
import { followSignInLink } from './sign-in-link.ts';

type Handler = (service: Service, exchange: Exchange) => void | Promise<void>;
type Methods = Readonly<Partial<Record<'GET' | 'POST' | 'OPTIONS', Handler>>>;

/** The provider's own limit is 56 KiB and answers 400; we say 413 first where the length is known. */
const BODY_LIMIT = 56 * 1024;

export const toProvider: Handler = (service, { request, response }) => {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT)
    throw new BadRequest(413, 'The request is too large.');
  return service.protocol(request, response);
};

/** Public keys for anybody, cached for less than the time a new key is published before it signs. */
export const sendKeys: Handler = (service, { response }) => {
  response.setHeader('cache-control', 'public, max-age=300');
  response.setHeader('access-control-allow-origin', '*');
  sendJson(response, 200, service.keyRing.published, 'application/jwk-set+json');
};

const EXACT: Readonly<Record<string, Methods>> = {
  '/': { GET: (service, { response }) => redirect(response, service.settings.portalUrl) },
  '/.well-known/openid-configuration': { GET: toProvider, OPTIONS: toProvider },
  '/.well-known/oauth-authorization-server': { GET: toProvider, OPTIONS: toProvider },
  [ROUTES.jwks]: { GET: sendKeys, OPTIONS: sendKeys },
  [ROUTES.authorization]: { GET: toProvider },
  [ROUTES.token]: { POST: toProvider, OPTIONS: toProvider },
  [ROUTES.userinfo]: { GET: toProvider, POST: toProvider, OPTIONS: toProvider },
  [ROUTES.revocation]: { POST: toProvider, OPTIONS: toProvider },
  [ROUTES.end_session]: { GET: toProvider },
  [`${ROUTES.end_session}/confirm`]: { POST: toProvider },
  [`${ROUTES.end_session}/success`]: { GET: (_service, { response }) => redirect(response, '/signed-out') },
  '/signed-out': {
    GET: (service, { response }) => sendPage(response, service.page, signedOutPage(service.page)),
  },
  '/account': { GET: showAccount },
  '/account/sessions': { POST: endSessions },
  '/account/password': { POST: changePassword },
};

const BELOW: Readonly<Record<string, Methods>> = {
  authorize: { GET: toProvider },
  'sign-in': { GET: showSignIn, POST: signIn },
  'sign-in-as': { GET: followSignInLink },
  'no-access': { GET: showNoAccess, POST: leaveNoAccess },
};

function methodsOf(path: string): Methods | undefined {
  const exact = Object.hasOwn(EXACT, path) ? EXACT[path] : undefined;
  if (exact !== undefined) return exact;
  const [, room = '', id, more] = path.split('/');
  return id && more === undefined && Object.hasOwn(BELOW, room) ? BELOW[room] : undefined;
}

function sendProblem(service: Service, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const away = error instanceof DatabaseAway || error instanceof HashingBusy;
  const status = error instanceof BadRequest ? error.status : away ? 503 : 500;
  const text = {
    title: status < 500 ? 'That did not work' : 'Please try again in a moment',
    text:
      error instanceof BadRequest
        ? error.message
        : away
          ? 'Signing in is not possible right now. It comes back by itself.'
          : 'Something went wrong on our side. It was written to the log.',
  };
  if (status === 500) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    service.log.error('request_failed', { method: request.method, path: request.url?.split('?')[0], reason });
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (away) response.setHeader('retry-after', 2);
  // What was not read stays unread: the connection can't be used again.
  if (status === 413) response.setHeader('connection', 'close');
  if (wantsPage(request)) {
    sendPage(response, service.page, messagePage(service.page, text), { status });
    return;
  }
  const body = { type: 'about:blank', title: text.title, status, detail: text.text };
  sendJson(response, status, body, 'application/problem+json');
}

async function answer(service: Service, issuer: URL, request: IncomingMessage, response: ServerResponse) {
  secureHeaders(response, issuer);
  pinOrigin(request, issuer);
  const url = new URL(request.url ?? '/', issuer);
  const asset = ASSETS.get(url.pathname);
  if (asset !== undefined) {
    response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    response.setHeader('etag', asset.etag);
    response.setHeader('content-type', asset.type);
    response.statusCode = request.headers['if-none-match'] === asset.etag ? 304 : 200;
    response.end(response.statusCode === 304 ? undefined : asset.body);
    return;
  }
  const methods = methodsOf(url.pathname);
  if (methods === undefined) {
    const page = messagePage(service.page, { title: 'Page not found', text: 'There is nothing at this address.' });
    if (wantsPage(request)) return sendPage(response, service.page, page, { status: 404 });
    const body = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is nothing at this address.' };
    return sendJson(response, 404, body, 'application/problem+json');
  }
  const method = request.method === 'HEAD' ? 'GET' : (request.method as keyof Methods);
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler === undefined) {
    response.setHeader('allow', Object.keys(methods).join(', '));
    throw new BadRequest(405, `${request.method} is not possible here.`);
  }
  await handler(service, { request, response, url, address: clientAddress(request) });
}

/** Everything the public sees: the provider's endpoints and our pages. */
export function createFront(service: Service): RequestListener {
  const issuer = new URL(service.settings.issuer);
  return (request, response) => {
    answer(service, issuer, request, response).catch((error: unknown) =>
      sendProblem(service, request, response, error),
    );
  };
}
