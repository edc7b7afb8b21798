import type { Manifest } from '@scalr/manifest';
import { hostOf, urlOf } from './address.ts';
import { appEnv } from './app-env.ts';
import { calleesOf, callersOf, callingApps, isCalling, isLive, serviceClient } from './calls.ts';
import { chooseApps, chooseQuarantined, EVERY_APP } from './choice.ts';
import { planDatabases } from './databases.ts';
import { deepFreeze } from './deep-freeze.ts';
import { HUB_SLUG, isHub } from './hub.ts';
import { clientIdOf, dialectOf, requireCalls } from './identity.ts';
import type {
  AppPlan,
  CatalogEntry,
  Choice,
  DiscoveredApp,
  Ground,
  OidcClient,
  Plan,
  ProcessPlan,
  QuarantinedApp,
  Route,
  Settings,
} from './plan.ts';
import { appSecurityPolicy, IDENTITY_SECURITY_POLICY, SITE_SECURITY_POLICY } from './security-policy.ts';

/** Group of those who run the platform. */
export const ADMIN_GROUP = 'admins';
const IDENTITY_SUBDOMAIN = 'auth';

const by =
  <T>(...keys: ((item: T) => string | number)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const [left, right] = [key(a), key(b)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };

const subdomainOf = ({ slug, routing }: Manifest) => routing.subdomain ?? slug;

/**
 * Everything an engine is to make true. The same input gives the same plan, sorted and frozen to the last leaf.
 * Archived apps are not in it but for their database, which is kept.
 * @throws ScalrError `PLAN_PASSWORD_MISSING`, `PLAN_SECRET_MISSING`, `PLAN_CALLS_UNSUPPORTED`
 */
export function createPlan(
  discovered: readonly DiscoveredApp[],
  quarantined: readonly QuarantinedApp[],
  settings: Settings,
  ground: Ground,
  choice: Choice = EVERY_APP,
): Plan {
  const { origin } = ground;
  const apps = chooseApps(discovered, choice);
  const issuer = urlOf(origin, IDENTITY_SUBDOMAIN);
  const dialect = dialectOf(settings.identityProvider);
  requireCalls(settings.identityProvider, callingApps(apps));
  const databases = planDatabases(apps, settings.databasePasswords);
  const live = apps
    .filter(({ manifest }) => isLive(manifest))
    .map((app) => ({ ...app, manifest: structuredClone(app.manifest) }))
    .sort(by(({ manifest }) => manifest.slug));
  const hub = live.find(({ manifest }) => isHub(manifest));
  const portalUrl = urlOf(origin, hub === undefined ? HUB_SLUG : subdomainOf(hub.manifest));

  const appPlans = live.map((app): AppPlan => {
    const { manifest, folder, frontend } = app;
    const url = urlOf(origin, subdomainOf(manifest));
    const database = databases.find(({ owner }) => owner === manifest.slug);
    const env =
      manifest.backend === 'none'
        ? []
        : appEnv({
            ...{ app, database, url, isHub: isHub(manifest), settings, ground },
            issuer: dialect.issuer(issuer, manifest),
            callees: calleesOf(manifest, live).map((callee) => ({
              slug: callee.manifest.slug,
              url: urlOf(origin, subdomainOf(callee.manifest)),
            })),
            callers: callersOf(manifest, live),
          });
    return { slug: manifest.slug, manifest, folder, frontend, url, env };
  });

  return deepFreeze<Plan>({
    mode: settings.mode,
    provider: settings.identityProvider,
    choice: structuredClone(choice),
    origin: { ...origin },
    issuer,
    portalUrl,
    sleepAfterSeconds: settings.sleepAfterSeconds,
    logLevel: settings.logLevel,
    postgres: { ...settings.postgres },
    cookieKeys: [...settings.cookieKeys],
    acmeEmail: settings.acmeEmail,
    apps: appPlans,
    routes: planRoutes(appPlans, live, { issuer, portalUrl, settings, ground }),
    databases,
    clients: appPlans
      .filter(({ manifest }) => manifest.auth.required || isCalling(manifest))
      .map((app) => oidcClient(app, appPlans, settings, ground)),
    processes: planProcesses(appPlans, settings, ground),
    catalog: appPlans
      .map((app, index) => catalogEntry(app, live[index]!.iconImage))
      .sort(
        by(
          ({ category }) => category,
          ({ order }) => order,
          ({ name }) => name,
          ({ slug }) => slug,
        ),
      ),
    quarantined: structuredClone(chooseQuarantined(quarantined, choice)).sort(by(({ folder }) => folder)),
  });
}

function planRoutes(
  apps: readonly AppPlan[],
  live: readonly DiscoveredApp[],
  { issuer, portalUrl, settings, ground }: { issuer: string; portalUrl: string; settings: Settings; ground: Ground },
): Route[] {
  const identity: Route = {
    host: hostOf(ground.origin, IDENTITY_SUBDOMAIN),
    formerHosts: [],
    slug: 'auth',
    backendPaths: ['/'],
    frontend: null,
    appConfig: null,
    contentSecurityPolicy: IDENTITY_SECURITY_POLICY,
  };
  const routes = apps.map(
    ({ slug, manifest, frontend, url }, index): Route => ({
      host: hostOf(ground.origin, subdomainOf(manifest)),
      formerHosts: manifest.routing.former_subdomains.map((name) => hostOf(ground.origin, name)).sort(),
      slug,
      backendPaths: manifest.backend === 'none' ? [] : ['/api/', manifest.routing.health_path],
      frontend,
      appConfig:
        frontend !== null
          ? {
              slug,
              name: manifest.name,
              color: manifest.color,
              icon: live[index]?.iconImage ?? null,
              authRequired: manifest.auth.required,
              provider: settings.identityProvider,
              issuer: dialectOf(settings.identityProvider).issuer(issuer, manifest),
              clientId: clientIdOf(manifest),
              audience: dialectOf(settings.identityProvider).audience(manifest),
              scopes: dialectOf(settings.identityProvider).scopes(manifest),
              portalUrl,
            }
          : null,
      contentSecurityPolicy:
        frontend === 'site' ? SITE_SECURITY_POLICY : appSecurityPolicy(settings.mode, { url, issuer }),
    }),
  );
  return [identity, ...routes].sort(by(({ host }) => host));
}

function oidcClient(
  { slug, manifest, url }: AppPlan,
  apps: readonly AppPlan[],
  settings: Settings,
  { backendUrl }: Pick<Ground, 'backendUrl'>,
): OidcClient {
  const { auth, name, backend } = manifest;
  const { audience, tellsAppsInside } = dialectOf(settings.identityProvider);
  const reached = (tellsAppsInside ? backendUrl?.(slug) : undefined) ?? url;
  // The hub shows a tile to those who may open the app, so it is the one that must know of every group that counts.
  const visible = isHub(manifest)
    ? [ADMIN_GROUP, ...apps.flatMap((app) => app.manifest.auth.required_groups)]
    : [...auth.required_groups, ...auth.groups];
  return {
    clientId: clientIdOf(manifest),
    slug,
    ...(auth.authentik_app_slug === undefined ? {} : { applicationSlug: auth.authentik_app_slug }),
    name,
    audience: audience(manifest),
    redirectUris: auth.required ? [`${url}/auth/callback`] : [],
    postLogoutRedirectUris: auth.required ? [`${url}/`] : [],
    backchannelLogoutUri: backend === 'none' || !auth.required ? null : `${reached}/api/auth/backchannel-logout`,
    scopes: dialectOf(settings.identityProvider).scopes(manifest),
    requiredGroups: sortedSet(auth.required_groups),
    visibleGroups: sortedSet(visible),
    service: serviceClient(manifest, apps, settings.appSecrets),
  };
}

const sortedSet = (names: readonly string[]) => [...new Set(names)].sort();

function planProcesses(
  apps: readonly AppPlan[],
  { mode, postgres, identityProvider }: Settings,
  { servers }: Pick<Ground, 'servers'>,
): ProcessPlan[] {
  const one = (name: string, kind: ProcessPlan['kind'], slug: string | null = null, sleeps = false): ProcessPlan => ({
    ...{ name, kind, slug, sleeps },
  });
  const hasBackend = ({ manifest }: AppPlan) => manifest.backend !== 'none';
  if (servers === 'own') {
    return [
      ...[one('auth.db', 'database'), one('auth', 'identity')],
      ...(identityProvider === 'authentik' ? [one('auth.worker', 'identity')] : []),
      one('gateway', 'gateway'),
      ...apps.flatMap((app) => [
        ...(app.manifest.database === undefined ? [] : [one(`${app.slug}.db`, 'database', app.slug)]),
        ...(app.frontend !== null ? [one(`${app.slug}.frontend`, 'frontend', app.slug)] : []),
        ...(hasBackend(app) ? [one(app.slug, 'backend', app.slug)] : []),
      ]),
    ];
  }
  return [
    ...(postgres.kind === 'server' ? [] : [one('postgres', 'database')]),
    ...[one('auth', 'identity'), one('gateway', 'gateway')],
    ...(mode === 'edit' && apps.some(({ frontend }) => frontend === 'page')
      ? [one('frontends', 'frontend', null, true)]
      : []),
    ...apps.filter(hasBackend).map(({ slug }) => one(slug, 'backend', slug, true)),
  ];
}

function catalogEntry({ slug, manifest, url }: AppPlan, iconImage: string | undefined): CatalogEntry {
  const { name, description, icon, color, hub, lifecycle, auth } = manifest;
  return {
    slug,
    name,
    description,
    icon: iconImage ?? icon,
    color,
    url,
    category: hub.category,
    order: hub.order,
    status: lifecycle.status,
    visible: hub.visible,
    requiredGroups: auth.required_groups,
  };
}
