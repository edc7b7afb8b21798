import { setTimeout as delay } from 'node:timers/promises';
import { exchangeHttp } from '@scalr/http';
import type { Plan } from '@scalr/plan';
import { engineErrors } from '@scalr/ports';
import { NODE_LABELS } from './deploy.ts';
import { nodesWith } from './requirements.ts';
import type { Node } from './swarm-state.ts';

const WITHIN_MS = 30_000;
const PAUSE_MS = 500;

/**
 * Asks the front door of one machine for the hub until it is there.
 * @throws ScalrError `HUB_DOES_NOT_ANSWER`
 */
export async function awaitHub({ origin, portalUrl }: Plan, nodes: readonly Node[]): Promise<void> {
  const [edge] = nodesWith(NODE_LABELS.edge, nodes).filter(({ Status }) => Status.State === 'ready');
  const host = edge === undefined || edge.Status.Addr === '0.0.0.0' ? '127.0.0.1' : edge.Status.Addr;
  // A new certificate may take its time, and the address that sends people on to it is the same front door.
  const port = origin.scheme === 'https' ? 80 : origin.port;
  const url = new URL(portalUrl);
  url.protocol = 'http:';
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const detail = await ask(url, `${host}:${port}`);
    if (detail === null) return;
    if (performance.now() > deadline) throw engineErrors.error('hubSilent', { url: portalUrl, detail });
    await delay(PAUSE_MS);
  }
}

/** Null: it answers. */
async function ask(url: URL, address: string): Promise<string | null> {
  try {
    const { status } = await exchangeHttp(url, {
      ...{ method: 'GET', headers: { accept: 'text/html' }, body: null },
      ...{ timeoutMs: 5_000, maxBytes: 1_000_000, gateway: { address, caFile: null } },
    });
    return status < 400 ? null : `${address} answers ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
