import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../certificate.ts';
import { type Answer, type Asked, discard, told } from '../exchange.ts';
import { pairsOf } from '../header-list.ts';
import type { Route } from '../routing-table.ts';
import type { Ruled } from '../rule.ts';
import type { EntryPointOptions } from '../static-options.ts';
import { cleanPath, routingPath } from './clean-path.ts';
import { forwardedHeaders } from './forwarded.ts';
import { joinUpgraded, writeAnswer } from './write-answer.ts';

/** What the log says of one request. */
export interface Visit {
  readonly clientAddress: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly route: Route | undefined;
  readonly ms: number;
}

export interface EntryPoint {
  readonly options: EntryPointOptions;
  /** Null: it speaks without encryption. */
  readonly certificate: Certificate | null;
  readonly find: (ruled: Ruled) => Route | undefined;
  readonly onVisit: (visit: Visit) => void;
  /** What the edge calls itself towards servers. */
  readonly name: string;
}

/** Go lets a head be that much longer than its limit. */
const HEADER_SLACK = 4096;

/** A server of one port; it does not listen yet. */
export function openEntryPoint(entryPoint: EntryPoint): Server {
  const { options, certificate } = entryPoint;
  const timeouts = {
    maxHeaderSize: options.maxHeaderBytes + HEADER_SLACK,
    requestTimeout: options.readMs,
    headersTimeout: options.readMs,
    keepAliveTimeout: options.idleMs,
    shouldUpgradeCallback: isWebSocket,
  };
  const server = certificate === null ? createServer(timeouts) : createTlsServer({ ...timeouts, ...certificate });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void serve(entryPoint, request, response, null);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    if (head.length > 0) socket.unshift(head);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    void serve(entryPoint, request, response, socket);
  });
  return server;
}

const isWebSocket = (request: IncomingMessage): boolean =>
  request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';

/** @param upgrading the connection of a client that wants to talk otherwise; null: it does not */
async function serve(
  entryPoint: EntryPoint,
  request: IncomingMessage,
  response: ServerResponse,
  upgrading: Duplex | null,
): Promise<void> {
  const begun = performance.now();
  const gone = new AbortController();
  const isOver = () => response.writableFinished || upgrading?.writableEnded === true;
  const leave = () => (isOver() ? undefined : gone.abort());
  (upgrading ?? response).once('close', leave);
  const late =
    entryPoint.options.writeMs > 0 ? setTimeout(() => request.socket.destroy(), entryPoint.options.writeMs) : undefined;
  const asked = askedOf(entryPoint, request, upgrading !== null, gone.signal);
  const route = asked === null ? undefined : routeOf(entryPoint, asked);
  const answer = asked === null ? told(400, 'Bad Request') : await answerOf(entryPoint, asked, route);
  entryPoint.onVisit({
    ...{ clientAddress: addressOf(request), host: request.headers.host ?? '', method: request.method ?? '' },
    ...{ path: asked?.path ?? '', status: answer.status, route, ms: performance.now() - begun },
  });
  if (gone.signal.aborted) discard(answer);
  else if (upgrading !== null && answer.upgraded !== undefined) {
    // Once both sides talk, the time of an answer is no matter any more.
    clearTimeout(late);
    upgrading.off('close', leave);
    joinUpgraded(upgrading, answer);
    return;
  } else {
    if (upgrading !== null) response.assignSocket(upgrading as Parameters<ServerResponse['assignSocket']>[0]);
    await writeAnswer(response, answer);
    if (upgrading !== null) upgrading.end();
  }
  clearTimeout(late);
  // What nobody wanted to read is read to its end, so that the client reads the answer.
  request.resume();
}

async function answerOf({ options }: EntryPoint, asked: Asked, route: Route | undefined): Promise<Answer> {
  if (route === undefined) return told(404, '404 page not found\n');
  if (options.refusedEscapes.some((code) => asked.path.includes(code))) return told(400, '');
  return await route.handle(asked).catch((error: unknown) => {
    process.stderr.write(`${JSON.stringify({ level: 'error', message: String(error) })}\n`);
    return told(500, 'Internal Server Error');
  });
}

function routeOf({ find }: EntryPoint, { host, method, path }: Asked): Route | undefined {
  const readable = routingPath(path);
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return readable === null ? undefined : find({ method, host: name, path: readable });
}

/** Null: it is no request. */
function askedOf(
  { certificate, name }: EntryPoint,
  request: IncomingMessage,
  isUpgrade: boolean,
  gone: AbortSignal,
): Asked | null {
  const [, authority, target = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? '') ?? [
    null,
    undefined,
    request.url,
  ];
  const [, encoded = '', query = ''] = /^([^?]*)(.*)$/s.exec(target) ?? [];
  const path = cleanPath(encoded === '' ? '/' : encoded);
  if (path === null) return null;
  const host = authority ?? request.headers.host ?? '';
  const clientAddress = addressOf(request);
  const isEncrypted = certificate !== null;
  const client = { address: clientAddress, host, isEncrypted, isWebSocket: isUpgrade };
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const headers = pairsOf(request.rawHeaders).filter(([field]) => !/^(?:host|expect)$/i.test(field));
  return {
    ...{ method: request.method ?? 'GET', host, path, query, clientAddress, isEncrypted, gone },
    headers: forwardedHeaders(headers, client, name),
    body: hasBody ? request : null,
  };
}

/** As IPv4 where it is that. */
const addressOf = ({ socket }: IncomingMessage): string => (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
