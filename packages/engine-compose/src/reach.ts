import { HUB_SLUG, type Plan } from '@scalr/plan';
import { engineErrors } from '@scalr/ports';
import { awaitEdge } from './edge-probe.ts';

const HUB_WITHIN_MS = 60_000;
/** The edge hears of containers by itself; it gathers what happens within two seconds. */
const APP_WITHIN_MS = 20_000;

/**
 * Waits until the edge sends people to what changed; for a while only, since what is wrong with an app is said elsewhere.
 * @param slugs of apps
 */
export async function awaitApps(plan: Plan, slugs: readonly string[]): Promise<void> {
  const places = slugs.flatMap((slug) => placesOf(plan, slug));
  await Promise.all(places.map((place) => awaitEdge(plan.origin, place, (status) => status === 200, APP_WITHIN_MS)));
}

/** @throws ScalrError `HUB_DOES_NOT_ANSWER` */
export async function awaitHub(plan: Plan): Promise<void> {
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
    ...(app.frontend !== null ? [{ host: route.host, path: '/' }] : []),
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
