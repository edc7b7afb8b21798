import { setTimeout as delay } from 'node:timers/promises';
import { exchangeHttp } from '@scalr/http';
import { HUB_SLUG, type Plan } from '@scalr/plan';
import { engineErrors } from '@scalr/ports';
import { NODE_LABELS } from './deploy.ts';
import { nodesWith } from './requirements.ts';
import type { Node } from './swarm-state.ts';

const HUB_WITHIN_MS = 30_000;
/** The edge looks every two seconds; what is wrong with an app is said elsewhere. */
const APP_WITHIN_MS = 20_000;
const PAUSE_MS = 250;

/** Where anybody may look. */
interface Place {
  readonly host: string;
  readonly path: string;
}

/**
 * Asks the front door of every machine that has one for the hub, until all of them know it.
 * @throws ScalrError `HUB_DOES_NOT_ANSWER`
 */
export async function awaitHub(plan: Plan, nodes: readonly Node[]): Promise<void> {
  const page = { host: new URL(plan.portalUrl).hostname, path: '/' };
  for (const place of [page, ...placesOf(plan, HUB_SLUG)]) {
    const [silent] = await awaitDoors(plan, nodes, place, isServed, HUB_WITHIN_MS);
    if (silent !== undefined) throw engineErrors.error('hubSilent', { url: plan.portalUrl, detail: silent });
  }
}

/** Waits for a while until every front door sends people to these apps. */
export async function awaitApps(plan: Plan, nodes: readonly Node[], slugs: readonly string[]): Promise<void> {
  const places = slugs.flatMap((slug) => placesOf(plan, slug));
  await Promise.all(places.map((place) => awaitDoors(plan, nodes, place, isServed, APP_WITHIN_MS)));
}

/** Waits for a while until no front door sends people to hosts that are gone. */
export async function awaitGone(former: Plan, plan: Plan, nodes: readonly Node[]): Promise<void> {
  const stays = new Set(plan.routes.flatMap(({ host, formerHosts }) => [host, ...formerHosts]));
  const gone = former.routes.filter(({ host }) => !stays.has(host));
  const isGone = (status: number) => status === 404;
  await Promise.all(gone.map(({ host }) => awaitDoors(plan, nodes, { host, path: '/' }, isGone, APP_WITHIN_MS)));
}

const isServed = (status: number) => status < 400;

/** Where both halves of an app answer anybody. */
function placesOf(plan: Plan, slug: string): readonly Place[] {
  const app = plan.apps.find((one) => one.slug === slug);
  const route = plan.routes.find((one) => one.slug === slug);
  if (app === undefined || route === undefined) return [];
  return [
    ...(app.manifest.backend === 'none' ? [] : [{ host: route.host, path: app.manifest.routing.health_path }]),
    ...(app.frontend !== null ? [{ host: route.host, path: '/' }] : []),
  ];
}

/** Empty: every front door answers as wanted; else what those say that do not. */
async function awaitDoors(
  { origin }: Plan,
  nodes: readonly Node[],
  { host, path }: Place,
  isWanted: (status: number) => boolean,
  withinMs: number,
): Promise<readonly string[]> {
  const edges = nodesWith(NODE_LABELS.edge, nodes).filter(({ Status }) => Status.State === 'ready');
  // A new certificate may take its time, and the address that sends people on to it is the same front door.
  const port = origin.scheme === 'https' ? 80 : origin.port;
  const url = new URL(`http://${host}:${port}${path}`);
  const deadline = performance.now() + withinMs;
  const answers = edges.map(async ({ Status }) => {
    // A swarm of one that was told no address to be known by.
    const address = `${Status.Addr === '0.0.0.0' ? '127.0.0.1' : Status.Addr}:${port}`;
    for (;;) {
      const detail = await ask(url, address, isWanted);
      if (detail === null || performance.now() > deadline) return detail;
      await delay(PAUSE_MS);
    }
  });
  return (await Promise.all(answers)).flatMap((detail) => detail ?? []);
}

/** Null: as wanted. */
async function ask(url: URL, address: string, isWanted: (status: number) => boolean): Promise<string | null> {
  try {
    const { status } = await exchangeHttp(url, {
      ...{ method: 'GET', headers: { accept: 'text/html' }, body: null },
      ...{ timeoutMs: 5_000, maxBytes: 1_000_000, gateway: { address, caFile: null } },
    });
    return isWanted(status) ? null : `${address} answers ${status}`;
  } catch (error) {
    return (error as Error).message;
  }
}
