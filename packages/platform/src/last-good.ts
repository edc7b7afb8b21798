import { checkWorkspaceManifests } from '@scalr/manifest';
import type { DiscoveredApp, Plan, QuarantinedApp } from '@scalr/plan';

const FILE = 'app.manifest.yml';

/**
 * The apps that run now and whose manifest has just become invalid, as they were. A slip in an editor must not take
 * an app from the people who use it; one that claims what another app now has goes all the same.
 */
export function keepLastGood(
  fit: readonly DiscoveredApp[],
  quarantined: readonly QuarantinedApp[],
  former: Plan | null,
): readonly DiscoveredApp[] {
  if (former === null) return [];
  const unfit = new Set(quarantined.map(({ folder }) => folder));
  const kept = former.apps.filter(({ folder }) => unfit.has(folder)).map((app) => asDiscovered(app, former));
  const placed = [...fit, ...kept].map(({ folder, manifest }) => ({ folder, manifest, file: `${folder}/${FILE}` }));
  const { problems } = checkWorkspaceManifests(placed);
  return kept.filter(({ folder }) => !problems.has(folder));
}

function asDiscovered({ slug, folder, manifest, frontend, env }: Plan['apps'][number], plan: Plan): DiscoveredApp {
  const own = env.filter(({ source }) => source.startsWith(`${folder}/.env.app`)).map(({ key, value }) => [key, value]);
  const icon = plan.catalog.find((entry) => entry.slug === slug)?.icon;
  const iconImage = icon?.startsWith('data:') ? { iconImage: icon } : {};
  return { folder, manifest, frontend, env: Object.fromEntries(own), ...iconImage };
}
