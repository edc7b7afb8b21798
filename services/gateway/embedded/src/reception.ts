import { sendFile } from './asset-answer.ts';
import { AssetFolder } from './asset-folder.ts';
import { BuildWait } from './build-wait.ts';
import type { ClientConnection } from './client-connection.ts';
import { EditedSite } from './edited-site.ts';
import { Exchange } from './exchange.ts';
import { type BodyRead, sendAnswer, sendRefusal } from './local-answer.ts';
import { addressKey } from './rate-limit.ts';
import { MALFORMED, REFUSED, Refusal } from './refusal.ts';
import type { RequestHead } from './request-head.ts';
import { requestId } from './request-id.ts';
import { readTarget } from './target.ts';
import { Upstream } from './upstream.ts';
import type { Visit } from './visit.ts';

const NOTHING = Buffer.alloc(0);

/** Decides what becomes of a request: an exchange with an upstream, or an answer given here. */
export function attend(client: ClientConnection, request: RequestHead): void {
  const { serving } = client;
  const id = requestId();
  const present = serving.router.find(request.host);
  const site = present ?? serving.router.findMoved(request.host);
  if (site === undefined) {
    sendRefusal(client, { request, site: null, target: null, id }, REFUSED.unknownHost);
    return;
  }
  const target = readTarget(request.target);
  if (target === null) {
    sendRefusal(client, { request, site, target, id }, MALFORMED.path);
    return;
  }
  const visit: Visit = { request, site, target, id };
  if (client.redirects || present === undefined) {
    redirect(client, visit, client.redirects ? 'unknown' : 'none');
    return;
  }
  if (request.bodyLength > serving.limits.bodyBytes) {
    sendRefusal(client, visit, REFUSED.bodyTooLarge);
    return;
  }
  const wait = site.limiter === null ? 0 : secondsToWait(client, visit);
  if (wait > 0) {
    sendRefusal(client, visit, REFUSED.rateLimited, { retryAfterSeconds: wait });
    return;
  }
  const destination = site.destination(request, target);
  if (destination instanceof Upstream) {
    const exchange = new Exchange(client, visit, destination);
    client.begin(exchange);
    exchange.start();
  } else if (destination instanceof Refusal) sendRefusal(client, visit, destination);
  else if (request.method !== 'GET' && request.method !== 'HEAD') sendRefusal(client, visit, REFUSED.method);
  else if (destination instanceof AssetFolder) sendFile(client, visit, destination);
  else if (destination instanceof EditedSite) {
    const wait = new BuildWait(client, visit, destination);
    client.begin(wait);
    wait.start();
  } else {
    const headers = 'Content-Type: application/json\r\nCache-Control: no-store\r\n';
    const body = Buffer.from(site.appConfig ?? 'null');
    sendAnswer(client, visit, { status: 200, headers, body, policies: 0 });
  }
}

function secondsToWait(client: ClientConnection, { site, target }: Visit): number {
  const path = site.limitedPath(target.decoded);
  return path === null || site.limiter === null ? 0 : site.limiter.take(`${path} ${addressKey(client.address)}`);
}

/** To the same page on the site's own address. Not kept by caches: a name can be given back. */
function redirect(client: ClientConnection, visit: Visit, body: BodyRead): void {
  const { site, request } = visit;
  const headers = `Location: ${site.scheme}://${site.authority}${request.target}\r\nCache-Control: no-store\r\n`;
  sendAnswer(client, visit, { status: 308, headers, body: NOTHING, policies: 0 }, body);
}
