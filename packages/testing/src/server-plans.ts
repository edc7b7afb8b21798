import { fileURLToPath } from 'node:url';
import { callingApps, createPlan, type DiscoveredApp, databaseOwners, type Ground, type Plan } from '@scalr/plan';
import { loadWorkspace } from '@scalr/workspace';

const WORKSPACE = fileURLToPath(new URL('../workspaces/server', import.meta.url));

/** What differs between the plans of `workspaces/server`. */
export interface ServerCase {
  readonly mode: Plan['mode'];
  readonly provider: 'embedded' | 'authentik';
  readonly origin: Ground['origin'];
}

/** The cases of which every engine of containers has its expected output, by name. */
export const SERVER_CASES = {
  'localhost-edit': { mode: 'edit', provider: 'embedded', origin: { scheme: 'http', domain: 'localhost', port: 8080 } },
  'localhost-production': {
    mode: 'production',
    provider: 'embedded',
    origin: { scheme: 'http', domain: 'localhost', port: 80 },
  },
  'public-authentik': {
    mode: 'production',
    provider: 'authentik',
    origin: { scheme: 'https', domain: 'apps.example.com', port: 443 },
  },
} as const satisfies Record<string, ServerCase>;

export interface ServerPlan {
  readonly plan: Plan;
  /** Every secret of it: none may be in anything that is rendered. */
  readonly secrets: readonly string[];
}

/**
 * The plan of the example `server` (the hub, an app in each language with a database, a page without a backend) as
 * containers see it.
 * @param arrange puts the apps into another order
 */
export async function serverPlan(
  { mode, provider, origin }: ServerCase,
  arrange: (apps: readonly DiscoveredApp[]) => readonly DiscoveredApp[] = (apps) => apps,
): Promise<ServerPlan> {
  const loaded = await loadWorkspace(WORKSPACE);
  // Authentik gives no app tokens for another one.
  const calls = (app: DiscoveredApp) => (provider === 'authentik' ? [] : app.manifest.calls);
  const apps = arrange(loaded.apps.map((app) => ({ ...app, manifest: { ...app.manifest, calls: calls(app) } })));
  const password = (owner: string) => `password-of-${owner}`;
  const secret = (slug: string) => `secret-of-${slug}`;
  const plan = createPlan(
    apps,
    loaded.quarantined,
    {
      ...{ mode, identityProvider: provider, logLevel: 'info', sleepAfterSeconds: 300 },
      postgres: { kind: 'embedded', password: password('postgres') },
      cookieKeys: ['first-key-of-the-cookies-of-sign-in', 'other-key-of-the-cookies-of-sign-in'],
      acmeEmail: origin.domain === 'localhost' ? null : 'operator@example.com',
      databasePasswords: Object.fromEntries(databaseOwners(apps).map((owner) => [owner, password(owner)])),
      appSecrets: Object.fromEntries(callingApps(apps).map((slug) => [slug, secret(slug)])),
    },
    {
      origin,
      identityUrl: provider === 'authentik' ? 'http://auth:9000' : 'http://auth:8081',
      gateway: { address: `gateway:${origin.port}`, caFile: null },
      backendPort: () => '8080',
      databaseUrl: ({ role, name }) => `postgresql://${role}@db:5432/${name}`,
      catalogFile: '/run/scalr/catalog/catalog.json',
      backendUrl: (slug) => `http://${slug}-backend:8080`,
      servers: 'own',
    },
  );
  const secrets = [
    ...plan.databases.map((database) => database.password),
    ...callingApps(apps).map(secret),
    ...[...plan.cookieKeys, password('postgres')],
  ];
  return { plan, secrets };
}
