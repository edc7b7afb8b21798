import { createHash } from 'node:crypto';
import type { Manifest } from '@scalr/manifest';
import { planErrors } from './errors.ts';
import type { AppPlan, DiscoveredApp, ServiceClient, Settings } from './plan.ts';

/** Key of the secret of an app that calls others, in `.env.shared`: `APP_SECRET_MY_APP` for `my-app`. */
export function appSecretKey(slug: string): string {
  return `APP_SECRET_${slug.toUpperCase().replaceAll('-', '_')}`;
}

/** Slugs of the apps that need a secret, because their manifest lists `calls`. Sorted. */
export function callingApps(apps: readonly Pick<DiscoveredApp, 'manifest'>[]): readonly string[] {
  return apps
    .map(({ manifest }) => manifest)
    .filter((manifest) => isLive(manifest) && isCalling(manifest))
    .map(({ slug }) => slug)
    .sort();
}

export const isLive = ({ lifecycle }: Manifest): boolean => lifecycle.status !== 'archived';
export const isCalling = ({ backend, calls }: Manifest): boolean => backend !== 'none' && calls.length > 0;
export const serviceClientIdOf = (slug: string): string => `${slug}.service`;
export const audienceOf = ({ slug }: Pick<Manifest, 'slug'>): string => `urn:app:${slug}`;

/** Apps whose API asks who calls. A public site has nothing that a token would open. */
const isCallable = ({ manifest }: Pick<AppPlan, 'manifest'>) => manifest.backend !== 'none' && manifest.auth.required;

/** The apps that `calls` names and that can be called, by slug. What it names besides is a warning of the workspace. */
export function calleesOf<App extends Pick<AppPlan, 'manifest'>>({ calls }: Manifest, apps: readonly App[]): App[] {
  return apps
    .filter((app) => isCallable(app) && calls.includes(app.manifest.slug))
    .sort((a, b) => (a.manifest.slug < b.manifest.slug ? -1 : 1));
}

/** Slugs of the apps that may call this one. Sorted. */
export function callersOf({ slug }: Manifest, apps: readonly Pick<AppPlan, 'manifest'>[]): readonly string[] {
  return callingApps(apps.filter(({ manifest }) => manifest.calls.includes(slug)));
}

/** @throws ScalrError `PLAN_SECRET_MISSING` */
export function appSecretOf(slug: string, secrets: Settings['appSecrets']): string {
  const secret = Object.hasOwn(secrets, slug) ? secrets[slug] : undefined;
  if (!secret) throw planErrors.error('secretMissing', { key: appSecretKey(slug), slug });
  return secret;
}

export function serviceClient(
  manifest: Manifest,
  apps: readonly Pick<AppPlan, 'manifest'>[],
  secrets: Settings['appSecrets'],
): ServiceClient | null {
  if (!isCalling(manifest)) return null;
  return {
    clientId: serviceClientIdOf(manifest.slug),
    // Made of 256 random bits: no salt is needed, and no slow hash.
    secretHash: createHash('sha256').update(appSecretOf(manifest.slug, secrets)).digest('base64url'),
    audiences: calleesOf(manifest, apps).map((app) => audienceOf(app.manifest)),
  };
}
