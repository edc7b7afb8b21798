import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Origin } from '@scalr/plan';

const ANSWER_WITHIN_MS = 5_000;
const ASK_EVERY_MS = 100;

/** Status code of one GET to a public host through the edge of this machine; null: no answer. */
function askEdge({ scheme, port }: Origin, host: string, path: string): Promise<number | null> {
  const isTls = scheme === 'https';
  const authority = port === (isTls ? 443 : 80) ? host : `${host}:${port}`;
  return new Promise((resolve) => {
    const outgoing = (isTls ? requestTls : request)(
      {
        ...{ host: '127.0.0.1', port, path, headers: { host: authority }, agent: false, timeout: ANSWER_WITHIN_MS },
        // Whether somebody serves is asked; the first certificate may still be on its way.
        ...(isTls ? { servername: host, rejectUnauthorized: false } : {}),
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? null);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(null));
    outgoing.end();
  });
}

/** Asks until the answer is as wanted; the last status code. */
export async function awaitEdge(
  origin: Origin,
  target: { readonly host: string; readonly path: string },
  isWanted: (status: number) => boolean,
  withinMs: number,
): Promise<{ readonly ok: boolean; readonly status: number | null }> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const status = await askEdge(origin, target.host, target.path);
    if (status !== null && isWanted(status)) return { ok: true, status };
    if (performance.now() > deadline) return { ok: false, status };
    await delay(ASK_EVERY_MS);
  }
}
