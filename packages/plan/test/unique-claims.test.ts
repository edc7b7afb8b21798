import { checkWorkspaceManifests, type PlacedManifest, parseManifest } from '@scalr/manifest';
import { callingApps, createPlan, databaseOwners, type Plan } from '@scalr/plan';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** Few names, many of them the platform's own, so that apps collide all the time. */
const name = fc.constantFrom(
  'auth',
  'portal',
  'postgres',
  'gateway',
  'frontends',
  'hello',
  'hello-two',
  'shop',
  'pg-x',
  'template1',
);
const database = fc.constantFrom('auth', 'postgres', 'template1', 'hello', 'hello_two', 'shop', 'pg_x', 'public');
const port = fc.integer({ min: 4000, max: 4006 });
const manifest = fc.record(
  {
    id: fc.integer({ min: 0, max: 9 }).map((digit) => `00000000-0000-4000-8000-00000000000${digit}`),
    slug: name,
    kind: fc.constantFrom('product', 'client', 'internal', 'platform'),
    routing: fc.record(
      { subdomain: name, ports: fc.record({ frontend: port, backend: port, db: port }) },
      { requiredKeys: [] },
    ),
    auth: fc.record({ client_id: name, required: fc.boolean() }, { requiredKeys: [] }),
    database: fc.record({ name: database }, { requiredKeys: [] }),
    backend: fc.constantFrom('typescript', 'none'),
    lifecycle: fc.record({ status: fc.constantFrom('active', 'archived') }),
  },
  { requiredKeys: ['id', 'slug', 'kind'] },
);

function planOf(inputs: readonly object[]): Plan {
  const fit = inputs.flatMap((input, index): PlacedManifest[] => {
    const text = { manifest_version: 1, name: 'x', description: 'x', created: '2026-01-01', owner: 'x', ...input };
    const folder = `apps/${index}`;
    const file = `${folder}/app.manifest.yml`;
    const parsed = parseManifest(JSON.stringify(text), { file });
    return parsed.ok ? [{ folder, file, manifest: parsed.manifest }] : [];
  });
  const { problems } = checkWorkspaceManifests(fit);
  const apps = fit
    .filter(({ folder }) => !problems.has(folder))
    .map(({ folder, manifest }) => ({ folder, manifest, frontend: 'page' as const, env: {} }));
  return createPlan(
    apps,
    [],
    {
      mode: 'edit',
      identityProvider: 'embedded',
      logLevel: 'info',
      sleepAfterSeconds: 300,
      postgres: { kind: 'embedded', password: 'x' },
      cookieKeys: ['x'],
      acmeEmail: null,
      databasePasswords: Object.fromEntries(databaseOwners(apps).map((owner) => [owner, 'x'])),
      appSecrets: Object.fromEntries(callingApps(apps).map((slug) => [slug, 'x'])),
    },
    {
      origin: { scheme: 'http', domain: 'localhost', port: 80 },
      identityUrl: 'http://127.0.0.1:5000',
      servers: 'shared',
      gateway: null,
      backendPort: () => 'x',
      databaseUrl: () => 'x',
      catalogFile: 'x',
    },
  );
}

it('no two apps ever share a host, client, audience, database, process or redirect, nor take one of the platform', () => {
  fc.assert(
    fc.property(fc.array(manifest, { maxLength: 8 }), (inputs) => {
      const plan = planOf(inputs);
      const claims = {
        hosts: plan.routes.map(({ host }) => host),
        clients: plan.clients.map(({ clientId }) => clientId),
        audiences: plan.clients.map(({ audience }) => audience),
        redirects: plan.clients.flatMap(({ redirectUris }) => redirectUris),
        databases: plan.databases.map((each) => each.name),
        processes: plan.processes.map((each) => each.name),
      };
      for (const [what, values] of Object.entries(claims)) expect([what, [...new Set(values)]]).toEqual([what, values]);
      expect(plan.routes.filter(({ host }) => host === 'auth.localhost').map(({ slug }) => slug)).toEqual(['auth']);
      expect(plan.databases.find((each) => each.name === 'auth')?.owner).toBe('auth');
      const portal = plan.apps.find(({ url }) => url === 'http://portal.localhost');
      if (portal !== undefined) expect(portal.manifest.kind).toBe('platform');
    }),
    { numRuns: 300 },
  );
});
