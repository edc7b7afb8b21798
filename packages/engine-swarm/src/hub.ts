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
 * Asks the front door of every machine that has one for the hub, until all of them know it.
 * @throws ScalrError `HUB_DOES_NOT_ANSWER`
 */
export async function awaitHub({ origin, portalUrl }: Plan, nodes: readonly Node[]): Promise<void> {
  const edges = nodesWith(NODE_LABELS.edge, nodes).filter(({ Status }) => Status.State === 'ready');
  // A new certificate may take its time, and the address that sends people on to it is the same front door.
  const port = origin.scheme === 'https' ? 80 : origin.port;
  const url = new URL(portalUrl);
  url.protocol = 'http:';
  const deadline = performance.now() + WITHIN_MS;
  for (const { Status } of edges) {
    // A swarm of one that was told no address to be known by.
    const host = Status.Addr === '0.0.0.0' ? '127.0.0.1' : Status.Addr;
    for (;;) {
      const detail = await ask(url, `${host}:${port}`);
      if (detail === null) break;
      if (performance.now() > deadline) throw engineErrors.error('hubSilent', { url: portalUrl, detail });
      await delay(PAUSE_MS);
    }
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
