import { createHash } from 'node:crypto';
import { type ManifestInput, manifestSchema } from '@scalr/manifest';
import {
  callingApps,
  createPlan,
  type DiscoveredApp,
  databaseOwners,
  type Ground,
  maskPlan,
  type Plan,
  type Settings,
} from '@scalr/plan';
import { describe, expect, it } from 'vitest';

function app(slug: string, extra: Partial<ManifestInput> = {}, rest: Partial<DiscoveredApp> = {}): DiscoveredApp {
  const manifest = manifestSchema.parse({
    manifest_version: 1,
    id: '8b6f2f5e-6d43-4b0e-9f0b-0a7c1f6c2a10',
    slug,
    name: slug,
    kind: 'product',
    description: 'x',
    created: '2026-01-01',
    owner: 'x',
    ...extra,
  });
  return { folder: `apps/products/${slug}`, manifest, frontend: 'page', env: {}, ...rest };
}

function planOf(apps: readonly DiscoveredApp[], settings: Partial<Settings> = {}, ground: Partial<Ground> = {}): Plan {
  return createPlan(
    apps,
    [],
    {
      mode: 'edit',
      identityProvider: 'embedded',
      logLevel: 'info',
      sleepAfterSeconds: 300,
      postgres: { kind: 'embedded', password: 'pg/secret' },
      cookieKeys: ['cookie-secret'],
      acmeEmail: null,
      databasePasswords: Object.fromEntries(databaseOwners(apps).map((owner) => [owner, `db/secret ${owner}`])),
      appSecrets: Object.fromEntries(callingApps(apps).map((slug) => [slug, `app-secret-${slug}`])),
      ...settings,
    },
    {
      origin: { scheme: 'http', domain: 'localhost', port: 80 },
      identityUrl: 'http://127.0.0.1:5000',
      servers: 'shared',
      gateway: null,
      backendPort: () => '/run/x',
      databaseUrl: ({ role, password, name }) =>
        `postgresql://${role}:${encodeURIComponent(password)}@localhost/${name}?host=/run`,
      catalogFile: '/run/catalog.json',
      ...ground,
    },
  );
}
const everyPart = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(everyPart)] : [];

describe('createPlan', () => {
  it('is frozen to the last leaf, and leaves its input alone', () => {
    const apps = [app('hello', { database: {} })];
    const plan = planOf(apps);
    expect(everyPart(plan).filter((part) => !Object.isFrozen(part))).toEqual([]);
    expect(Object.isFrozen(apps[0]!.manifest)).toBe(false);
    expect(maskPlan(plan)).toSatisfy((masked: Plan) => everyPart(masked).every((part) => Object.isFrozen(part)));
  });

  it.each([
    ['http', 80, 'http://hello.localhost'],
    ['http', 443, 'http://hello.localhost:443'],
    ['http', 8080, 'http://hello.localhost:8080'],
    ['https', 443, 'https://hello.localhost'],
    ['https', 80, 'https://hello.localhost:80'],
  ] as const)('says %s port %i as %s', (scheme, port, url) => {
    expect(planOf([app('hello')], {}, { origin: { scheme, port, domain: 'localhost' } }).apps[0]?.url).toBe(url);
  });

  it('plans a platform without apps', () => {
    const plan = planOf([]);
    expect(plan.portalUrl).toBe('http://portal.localhost');
    expect(plan.processes.map(({ name }) => name)).toEqual(['postgres', 'auth', 'gateway']);
    expect(plan.databases.map(({ name }) => name)).toEqual(['auth']);
  });

  it('has one host for all frontends, in edit mode only, and only where there are any', () => {
    const names = (apps: DiscoveredApp[], mode: Settings['mode']) =>
      planOf(apps, { mode }).processes.map(({ name }) => name);
    expect(names([app('hello')], 'edit')).toEqual(['postgres', 'auth', 'gateway', 'frontends', 'hello']);
    expect(names([app('hello')], 'production')).toEqual(['postgres', 'auth', 'gateway', 'hello']);
    expect(names([app('hello', {}, { frontend: null })], 'edit')).toEqual(['postgres', 'auth', 'gateway', 'hello']);
  });

  it('starts no Postgres where one is given', () => {
    const plan = planOf([], { postgres: { kind: 'server', url: 'postgresql://u:p@h/d' } });
    expect(plan.processes.map(({ name }) => name)).toEqual(['auth', 'gateway']);
  });

  it('gives no backend, no environment and no logout address to an app without one', () => {
    const plan = planOf([app('site', { backend: 'none' })]);
    expect(plan.apps[0]?.env).toEqual([]);
    expect(plan.routes.find(({ slug }) => slug === 'site')?.backendPaths).toEqual([]);
    expect(plan.clients[0]?.backchannelLogoutUri).toBeNull();
    expect(plan.processes.map(({ name }) => name)).not.toContain('site');
  });

  it('gives the hub alone every group that counts, and the catalogue', () => {
    const apps = [
      app('portal', { kind: 'platform' }),
      app('one', { auth: { required_groups: ['staff'] } }),
      app('two', { auth: { required_groups: ['office', 'staff'] } }),
      app('old', { auth: { required_groups: ['gone'] }, lifecycle: { status: 'archived' } }),
    ];
    const plan = planOf(apps);
    expect(Object.fromEntries(plan.clients.map(({ slug, visibleGroups }) => [slug, visibleGroups]))).toEqual({
      one: ['staff'],
      portal: ['admins', 'office', 'staff'],
      two: ['office', 'staff'],
    });
    const withCatalog = plan.apps.filter(({ env }) => env.some(({ key }) => key === 'APP_CATALOG_FILE'));
    expect(withCatalog.map(({ slug }) => slug)).toEqual(['portal']);
  });

  it('is no hub by its slug alone', () => {
    const plan = planOf([app('portal', { kind: 'product' }), app('one', { auth: { required_groups: ['staff'] } })]);
    expect(plan.clients.find(({ slug }) => slug === 'portal')?.visibleGroups).toEqual([]);
  });

  it('never lets a setting of the app replace one of the platform', () => {
    const plan = planOf([app('hello', {}, { env: { PORT: '1', OWN: '2' } })]);
    expect(plan.apps[0]?.env.filter(({ key }) => key === 'PORT' || key === 'OWN')).toEqual([
      { key: 'PORT', value: '/run/x', source: 'engine', secret: false },
      { key: 'OWN', value: '2', source: 'apps/products/hello/.env.app', secret: false },
    ]);
  });

  it.each([{}, { auth: '' }, Object.create({ auth: 'inherited' })])(
    'refuses to plan a database without a password',
    (databasePasswords) => {
      expect(() => planOf([], { databasePasswords })).toThrow(
        expect.objectContaining({
          code: 'PLAN_PASSWORD_MISSING',
          message: expect.stringContaining('DB_PASSWORD_AUTH'),
        }),
      );
    },
  );

  it.each([{}, { caller: '' }])('refuses to plan calls without a secret', (appSecrets) => {
    expect(() => planOf([app('caller', { calls: ['callee'] }), app('callee')], { appSecrets })).toThrow(
      expect.objectContaining({
        code: 'PLAN_SECRET_MISSING',
        message: expect.stringContaining('APP_SECRET_CALLER'),
      }),
    );
  });

  it('lets an app call those of its manifest that ask who calls, and tells them', () => {
    const apps = [
      app('web', { calls: ['billing', 'report', 'site', 'pages', 'old', 'nowhere'], auth: { required: false } }),
      app('billing', { calls: ['report'], auth: { client_id: 'money' } }),
      app('report', { routing: { subdomain: 'reports' } }),
      app('site', { auth: { required: false } }),
      app('pages', { backend: 'none', calls: ['billing'] }),
      app('old', { calls: ['billing'], lifecycle: { status: 'archived' } }),
    ];
    const plan = planOf(apps, {}, { gateway: { address: '127.0.0.1:80', caFile: '/keys/ca.pem' } });
    const services = plan.clients.map(({ slug, service }) => [slug, service && [service.clientId, service.audiences]]);
    expect(Object.fromEntries(services)).toEqual({
      billing: ['billing.service', ['urn:app:report']],
      pages: null,
      report: null,
      web: ['web.service', ['urn:app:billing', 'urn:app:report']],
    });
    // SHA-256 of "app-secret-web".
    const web = plan.clients.find(({ slug }) => slug === 'web');
    expect(web?.service?.secretHash).toBe(createHash('sha256').update('app-secret-web').digest('base64url'));
    // Nobody signs in to it: there is no address to come back to.
    expect(web).toMatchObject({ redirectUris: [], postLogoutRedirectUris: [], backchannelLogoutUri: null });
    const env = (slug: string) => {
      const entries = plan.apps.find((one) => one.slug === slug)?.env ?? [];
      const wanted = /^(?:APP_CALL|OIDC_SERVICE|OIDC_CLIENT_SECRET|OIDC_TOKEN|GATEWAY)/;
      return Object.fromEntries(entries.flatMap(({ key, value }) => (wanted.test(key) ? [[key, value]] : [])));
    };
    expect(env('web')).toEqual({
      APP_CALLERS: '',
      OIDC_SERVICE_CLIENT_ID: 'web.service',
      OIDC_CLIENT_SECRET: 'app-secret-web',
      OIDC_TOKEN_URL: 'http://127.0.0.1:5000/token',
      APP_CALLS: 'billing=http://billing.localhost,report=http://reports.localhost',
      GATEWAY_ADDRESS: '127.0.0.1:80',
      GATEWAY_CA_FILE: '/keys/ca.pem',
    });
    expect(env('billing')).toMatchObject({ APP_CALLERS: 'web', APP_CALLS: 'report=http://reports.localhost' });
    expect(env('report')).toEqual({ APP_CALLERS: 'billing,web' });
    expect(env('site')).toEqual({ APP_CALLERS: 'web' });
    const masked = JSON.stringify(maskPlan(plan));
    expect(masked).not.toContain('app-secret-');
    expect(masked).not.toContain(web?.service?.secretHash);
  });

  it('relaxes the page policy for Vite, and for nothing else', () => {
    const policy = (mode: Settings['mode']) =>
      planOf([app('hello')], { mode }, { origin: { scheme: 'http', domain: 'localhost', port: 8080 } }).routes.find(
        ({ slug }) => slug === 'hello',
      )?.contentSecurityPolicy;
    expect(policy('production')).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' http://auth.localhost:8080; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
    expect(policy('edit')).toBe(
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' http://auth.localhost:8080 ws://hello.localhost:8080; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });

  it('lets a site run WebAssembly and style itself, talk to nobody, and needs no process for it', () => {
    const site = app('hello', { backend: 'none', auth: { required: false } }, { frontend: 'site' });
    for (const mode of ['edit', 'production'] as const) {
      const plan = planOf([site], { mode });
      const route = plan.routes.find(({ slug }) => slug === 'hello');
      expect(route).toMatchObject({ frontend: 'site', backendPaths: [], appConfig: { authRequired: false } });
      expect(route?.contentSecurityPolicy).toBe(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(plan.processes.map(({ name }) => name)).toEqual(['postgres', 'auth', 'gateway']);
      expect(plan.clients).toEqual([]);
    }
  });
});

describe('maskPlan', () => {
  const secrets = ['db/secret', encodeURIComponent('db/secret'), 'pg/secret', 'cookie-secret', 'p@ss', 'queried'];

  it.each<[string, Settings['postgres']]>([
    ['embedded', { kind: 'embedded', password: 'pg/secret' }],
    ['a server', { kind: 'server', url: 'postgresql://admin:p@ss@db/x?sslmode=require&password=queried' }],
  ])('shows no secret of %s', (_what, postgres) => {
    const plan = planOf([app('hello', { database: {} })], { postgres });
    const shown = JSON.stringify(maskPlan(plan));
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => JSON.stringify(plan).includes(secret)).length).toBeGreaterThan(2);
  });

  it('keeps what is no secret of a URL', () => {
    const masked = maskPlan(planOf([app('hello', { database: {} })]));
    expect(masked.apps[0]?.env.find(({ key }) => key === 'DATABASE_URL')?.value).toBe(
      'postgresql://hello:••••@localhost/hello?host=/run',
    );
  });

  it('masks a secret in a form it does not know as a whole', () => {
    const ground = { databaseUrl: () => 'host=/run password=plain' };
    const masked = maskPlan(planOf([app('hello', { database: {} })], {}, ground));
    expect(masked.apps[0]?.env.find(({ key }) => key === 'DATABASE_URL')?.value).toBe('••••');
  });
});
