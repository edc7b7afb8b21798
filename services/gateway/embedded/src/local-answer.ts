import { createReadStream } from 'node:fs';
import { type Answer, dateLine, statusLine } from './answer.ts';
import type { Asset } from './asset.ts';
import type { ClientConnection } from './client-connection.ts';
import { writeJoined } from './joined-write.ts';
import { type ProblemReport, problemAnswer } from './problem-answer.ts';
import type { Refusal } from './refusal.ts';
import type { Stranger, Visit } from './visit.ts';

/**
 * How much of the request's body was read from the client: none of it; all of it, so that the next byte begins the
 * next request; or nobody can say, so that the connection must be closed.
 */
export type BodyRead = 'none' | 'all' | 'unknown';

/** Writes an answer of the gateway's own and ends the visit. */
export function sendAnswer(client: ClientConnection, visit: Stranger, answer: Answer, body: BodyRead = 'none'): void {
  const { request } = visit;
  const keep =
    request?.keepAlive === true &&
    !client.serving.stopping &&
    (body === 'all' || (body === 'none' && client.skipBody(request.bodyLength)));
  const head = headOf(client, visit, answer, answer.status === 304 ? null : answer.body.length, !keep);
  writeJoined(client.socket, head, answer.body, 0, request?.method === 'HEAD' ? 0 : answer.body.length);
  client.finished(keep);
}

export function sendProblem(
  client: ClientConnection,
  visit: Stranger,
  report: ProblemReport,
  body: BodyRead = 'none',
): void {
  sendAnswer(client, visit, problemAnswer(report, visit.request, visit.id), body);
}

export function sendRefusal(
  client: ClientConnection,
  visit: Stranger,
  refusal: Refusal,
  more: RefusalDetails = {},
): void {
  const report: ProblemReport = {
    status: refusal.status,
    code: refusal.code,
    detail: refusal.detail,
    fix: refusal.fix,
    ...(more.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: more.retryAfterSeconds }),
    ...(visit.site === null ? {} : { appName: visit.site.route.name }),
  };
  sendProblem(client, visit, report, refusal.close ? 'unknown' : (more.body ?? 'none'));
}

export interface RefusalDetails {
  readonly retryAfterSeconds?: number;
  readonly body?: BodyRead;
}

/** A file too large to be kept in memory. */
export function streamAsset(client: ClientConnection, visit: Visit, asset: Asset, status: number): void {
  const answer = { status, headers: asset.headers, policies: 0 };
  client.socket.write(headOf(client, visit, answer, asset.size, true), 'latin1');
  if (visit.request.method === 'HEAD') {
    client.finished(false);
    return;
  }
  const file = createReadStream(asset.file, { end: asset.size - 1 });
  file.on('error', () => client.destroy());
  file.on('data', () => client.expectWithin(client.serving.limits.idleSeconds));
  client.socket.on('close', () => file.destroy());
  file.on('end', () => client.finished(false));
  file.pipe(client.socket, { end: false });
}

function headOf(
  client: ClientConnection,
  visit: Stranger,
  answer: Omit<Answer, 'body'>,
  length: number | null,
  close: boolean,
): string {
  const policy =
    visit.site === null
      ? client.serving.strangerPolicy.lacking(answer.policies)
      : visit.site.policy(visit.target?.decoded ?? '/', answer.policies);
  const contentLength = length === null ? '' : `Content-Length: ${length}\r\n`;
  const end = close ? 'Connection: close\r\n\r\n' : '\r\n';
  return `${statusLine(answer.status)}${dateLine(client.serving.clock)}${answer.headers}${contentLength}${policy}X-Request-Id: ${visit.id}\r\n${end}`;
}
