import { CHUNKED } from './request-head.ts';
import { newTraceparent } from './request-id.ts';
import type { ResponseHead } from './response-head.ts';
import type { Visit } from './visit.ts';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';

/** The head an upstream is sent. `forwarded`: see forwarded.ts. */
export function requestHeadFor({ request, id }: Visit, forwarded: string): string {
  const trace = request.traced ? '' : `traceparent: ${newTraceparent()}\r\n`;
  return `${request.lines}${forwarded}X-Request-Id: ${id}\r\n${trace}${request.webSocket ? UPGRADE : ''}\r\n`;
}

/** The head the client is sent. */
export function answerHeadFor({ request, site, target, id }: Visit, answer: ResponseHead, keep: boolean): string {
  let head = `${answer.lines}${site.policy(target.decoded, answer.policies)}X-Request-Id: ${id}\r\n`;
  if (answer.status === 101) return `${head}${UPGRADE}\r\n`;
  if (answer.bodyLength === CHUNKED && !request.http10) head += 'Transfer-Encoding: chunked\r\n';
  return `${head}${keep ? '' : 'Connection: close\r\n'}\r\n`;
}
