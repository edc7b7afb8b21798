import { appSecretKey, appSecretOf, isCalling, serviceClientIdOf } from './calls.ts';
import { databasePasswordKey } from './databases.ts';
import { clientIdOf, dialectOf } from './identity.ts';
import type { Database, DiscoveredApp, EnvEntry, Ground, Settings } from './plan.ts';

interface AppEnvInput {
  readonly app: DiscoveredApp;
  readonly database: Database | undefined;
  readonly url: string;
  readonly issuer: string;
  readonly isHub: boolean;
  /** Apps it may call. */
  readonly callees: readonly { readonly slug: string; readonly url: string }[];
  /** Slugs of the apps that may call it. */
  readonly callers: readonly string[];
  readonly settings: Settings;
  readonly ground: Ground;
}

/**
 * Environment of a backend, complete: what the platform makes, then the app's own settings.
 *
 * Every backend has `APP_CALLERS`, the slugs of the apps that may call it (`billing,report`). One whose manifest lists
 * `calls` has besides `OIDC_SERVICE_CLIENT_ID` and `OIDC_CLIENT_SECRET` of its {@link ServiceClient}, `OIDC_TOKEN_URL`,
 * and `APP_CALLS`, the public URL of each app it may call (`billing=http://billing.localhost,report=…`); where names
 * do not resolve inside, `GATEWAY_ADDRESS` (`host:port` that requests to those URLs go to) and `GATEWAY_CA_FILE`.
 */
export function appEnv({
  app,
  database,
  url,
  issuer,
  isHub,
  callees,
  callers,
  settings,
  ground,
}: AppEnvInput): EnvEntry[] {
  const { manifest, folder } = app;
  const dialect = dialectOf(settings.identityProvider);
  const entries: EnvEntry[] = [];
  const add = (key: string, value: string, source: string, secret = false) =>
    entries.push({ key, value, source, secret });
  const written = (pointer: string, value: unknown) => `app.manifest.yml ${value === undefined ? '/slug' : pointer}`;

  add('APP_SLUG', manifest.slug, 'app.manifest.yml /slug');
  add('PORT', ground.backendPort(manifest.slug), 'engine');
  if (database !== undefined) {
    const source = `.env.shared ${databasePasswordKey(database.owner)}`;
    add('DATABASE_URL', ground.databaseUrl(database, settings.postgres), source, true);
  }
  add('PUBLIC_URL', url, written('/routing/subdomain', manifest.routing.subdomain));
  add('OIDC_ISSUER', issuer, 'engine');
  add('OIDC_JWKS_URL', dialect.jwksUrl(ground.identityUrl, manifest), 'engine');
  add('OIDC_AUDIENCE', dialect.audience(manifest), 'app.manifest.yml /slug');
  add('OIDC_CLIENT_ID', clientIdOf(manifest), written('/auth/client_id', manifest.auth.client_id));
  add('OIDC_PROVIDER', settings.identityProvider, 'settings');
  add('AUTH_REQUIRED_GROUPS', manifest.auth.required_groups.join(','), 'app.manifest.yml /auth/required_groups');
  add('APP_CALLERS', callers.join(','), '"calls" of the other manifests');
  if (isCalling(manifest)) {
    const secret = appSecretOf(manifest.slug, settings.appSecrets);
    add('OIDC_SERVICE_CLIENT_ID', serviceClientIdOf(manifest.slug), 'app.manifest.yml /slug');
    add('OIDC_CLIENT_SECRET', secret, `.env.shared ${appSecretKey(manifest.slug)}`, true);
    add('OIDC_TOKEN_URL', dialect.tokenUrl(ground.identityUrl), 'engine');
    add('APP_CALLS', callees.map((callee) => `${callee.slug}=${callee.url}`).join(','), 'app.manifest.yml /calls');
    if (ground.gateway !== null) {
      add('GATEWAY_ADDRESS', ground.gateway.address, 'engine');
      if (ground.gateway.caFile !== null) add('GATEWAY_CA_FILE', ground.gateway.caFile, 'engine');
    }
  }
  add('LOG_LEVEL', settings.logLevel, 'settings');
  add('HEALTH_PATH', manifest.routing.health_path, 'app.manifest.yml /routing/health_path');
  if (isHub) add('APP_CATALOG_FILE', ground.catalogFile, 'engine');
  const taken = new Set(entries.map(({ key }) => key));
  for (const [key, value] of Object.entries(app.env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!taken.has(key)) add(key, value, `${folder}/.env.app`);
  }
  return entries;
}
