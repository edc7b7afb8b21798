import { TEMPLATE_SLUG } from '@scalr/manifest';
import { isHub } from './hub.ts';
import type { Choice, DiscoveredApp, QuarantinedApp } from './plan.ts';

/** What runs when nothing was asked for by name. */
export const EVERY_APP: Choice = { all: true, named: [] };

/** The template is there to be copied; nobody uses it but who works on it. */
const runsOnlyWhenNamed = (slug: string) => slug === TEMPLATE_SLUG;

/**
 * What runs once these are asked for, too. Nothing that runs already is ended.
 * @param former what runs; null: nothing
 * @param named slugs; empty: every app
 */
export function widenChoice(former: Choice | null, named: readonly string[]): Choice {
  const all = named.length === 0 || former?.all === true;
  const wanted = [...new Set([...(former?.named ?? []), ...named])].sort();
  return { all, named: all ? wanted.filter(runsOnlyWhenNamed) : wanted };
}

/** Whether all that runs by `former` also runs by `next`. */
export function includesChoice(next: Choice, former: Choice): boolean {
  return (next.all || !former.all) && former.named.every((slug) => isAskedFor(slug, next));
}

/** The apps that run: the hub, those asked for, and those they call, and so on. */
export function chooseApps<App extends Pick<DiscoveredApp, 'manifest'>>(apps: readonly App[], choice: Choice): App[] {
  const bySlug = new Map(apps.map((app) => [app.manifest.slug, app]));
  const chosen = new Set<App>();
  const add = (app: App | undefined) => {
    if (app === undefined || chosen.has(app)) return;
    chosen.add(app);
    for (const callee of app.manifest.calls) add(bySlug.get(callee));
  };
  for (const app of apps) if (isHub(app.manifest) || isAskedFor(app.manifest.slug, choice)) add(app);
  return apps.filter((app) => chosen.has(app));
}

/** Apps that would run if they were fit. Whoever asks for one app need not hear of all the others. */
export function chooseQuarantined(quarantined: readonly QuarantinedApp[], choice: Choice): QuarantinedApp[] {
  return quarantined.filter(({ folder }) => isAskedFor(folder.slice(folder.lastIndexOf('/') + 1), choice));
}

function isAskedFor(slug: string, { all, named }: Choice): boolean {
  return named.includes(slug) || (all && !runsOnlyWhenNamed(slug));
}
