import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseManifest } from '@scalr/manifest';
import { type AppConfig, createPlan, type FrontendKind, type Mode } from '@scalr/plan';
import { lucideDrawing } from '../../packages/workspace/src/lucide-drawing.ts';

/** The repository, in an image too. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** What a page is told, with `@NAME@` where it depends on the environment of the container. */
export interface PageFacts {
  readonly slug: string;
  readonly kind: FrontendKind;
  readonly config: Omit<AppConfig, 'provider'> & { readonly provider: string };
  readonly contentSecurityPolicy: string;
  /** What stands for `@OIDC_CLIENT_ID@` and `@OIDC_AUDIENCE@` where the environment does not say. */
  readonly defaults: { readonly OIDC_CLIENT_ID: string; readonly OIDC_AUDIENCE: string };
}

/** @param folder of the app, absolute; it need not be the one that its manifest wants */
export async function pageFacts(folder: string, mode: Mode): Promise<PageFacts> {
  const file = join(folder, 'app.manifest.yml');
  const parsed = parseManifest(await readFile(file), { file });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const kind: FrontendKind = existsSync(join(folder, 'frontend/astro.config.ts')) ? 'site' : 'page';
  const { icon, slug } = parsed.manifest;
  const iconImage = icon.includes('/')
    ? `data:image/svg+xml;base64,${(await readFile(join(folder, icon))).toString('base64')}`
    : await lucideDrawing(icon);
  // Only what the page is told is taken from this plan: no process and no database of it is ever made.
  const manifest = { ...parsed.manifest, database: undefined, calls: [] };
  const plan = createPlan(
    [{ folder: 'app', manifest, frontend: kind, env: {}, ...(iconImage === undefined ? {} : { iconImage }) }],
    [],
    {
      ...{ mode, identityProvider: 'generic', logLevel: 'info', sleepAfterSeconds: 0 },
      ...{
        postgres: { kind: 'embedded', password: '-' },
        cookieKeys: [],
        acmeEmail: null,
        databasePasswords: { auth: '-' },
      },
      appSecrets: {},
    },
    {
      ...{
        origin: { scheme: 'https', domain: 'platform.invalid', port: 443 },
        identityUrl: '',
        servers: 'shared',
        gateway: null,
      },
      ...{ backendPort: () => '', databaseUrl: () => '', catalogFile: '' },
    },
    { all: false, named: [slug] },
  );
  const route = plan.routes.find((one) => one.slug === slug);
  if (route === undefined || route.appConfig === null) throw new Error(`${slug} has no page`);
  const told = {
    ...{ issuer: '@OIDC_ISSUER@', provider: '@OIDC_PROVIDER@', portalUrl: '@PORTAL_URL@' },
    ...{ clientId: '@OIDC_CLIENT_ID@', audience: '@OIDC_AUDIENCE@' },
  };
  return {
    slug,
    kind,
    config: { ...route.appConfig, ...told },
    contentSecurityPolicy: route.contentSecurityPolicy
      .replace(new URL(plan.issuer).origin, '@OIDC_ORIGIN@')
      .replace(/wss:[^ ;]+/, '@PAGE_SOCKET@'),
    defaults: { OIDC_CLIENT_ID: route.appConfig.clientId, OIDC_AUDIENCE: route.appConfig.audience },
  };
}
