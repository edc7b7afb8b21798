import type { Problem } from '@scalr/errors';
import { HUB_SLUG, type Plan } from '@scalr/plan';
import { engineErrors } from '@scalr/ports';
import { awaitEdge } from './edge-probe.ts';

const HUB_WITHIN_MS = 60_000;
/** The edge hears of containers by itself; it gathers what happens within two seconds. */
const APP_WITHIN_MS = 20_000;

/**
 * Waits until the edge sends people to the hub, and to the apps that changed.
 * @param changed slugs
 * @param problems of apps by slug: those are not waited for
 * @throws ScalrError `HUB_DOES_NOT_ANSWER`
 */
export async function awaitApps(
  plan: Plan,
  changed: readonly string[],
  problems: ReadonlyMap<string, Problem>,
): Promise<void> {
  await Promise.all([
    awaitHub(plan),
    ...changed
      .filter((slug) => slug !== HUB_SLUG && !problems.has(slug))
      .flatMap((slug) => placesOf(plan, slug))
      .map((place) => awaitEdge(plan.origin, place, (status) => status === 200, APP_WITHIN_MS)),
  ]);
}

async function awaitHub(plan: Plan): Promise<void> {
  for (const place of placesOf(plan, HUB_SLUG)) {
    const { ok, status } = await awaitEdge(plan.origin, place, (code) => code === 200, HUB_WITHIN_MS);
    const detail = status === null ? 'there is no answer' : `it said ${status}`;
    if (!ok) throw engineErrors.error('hubSilent', { url: plan.portalUrl, detail });
  }
}

/** Where both halves of an app answer 200 to anybody. */
function placesOf(plan: Plan, slug: string): { host: string; path: string }[] {
  const app = plan.apps.find((one) => one.slug === slug);
  const route = plan.routes.find((one) => one.slug === slug);
  if (app === undefined || route === undefined) return [];
  return [
    ...(app.manifest.backend === 'none' ? [] : [{ host: route.host, path: app.manifest.routing.health_path }]),
    ...(app.hasFrontend ? [{ host: route.host, path: '/' }] : []),
  ];
}

/** Waits until nobody is sent any more to hosts that are gone. */
export async function awaitGone(former: Plan, plan: Plan): Promise<void> {
  const stays = new Set(plan.routes.flatMap(({ host, formerHosts }) => [host, ...formerHosts]));
  const gone = former.routes.map(({ host }) => host).filter((host) => !stays.has(host));
  await Promise.all(
    gone.map((host) => awaitEdge(plan.origin, { host, path: '/' }, (status) => status === 404, APP_WITHIN_MS)),
  );
}
