import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootApp, type RunningApp } from '@scalr/app-server';
import {
  AUDIENCE,
  accessToken,
  CLIENT_ID,
  ISSUER,
  type KeyServer,
  keyServer,
  signingKey,
} from '@scalr/auth-client/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portalSettings } from '../backend/src/settings.ts';

const key = await signingKey('k1');
const catalogFile = join(mkdtempSync(join(tmpdir(), 'catalog-')), 'catalog.json');
let keys: KeyServer;
let app: RunningApp;

const DRAWING = 'data:image/svg+xml;base64,PHN2Zy8+';

const entry = (slug: string, more: Record<string, unknown> = {}) => ({
  slug,
  name: slug,
  description: `About ${slug}`,
  icon: DRAWING,
  color: '#0d9488',
  url: `http://${slug}.localhost`,
  category: 'Apps',
  order: 100,
  status: 'active',
  visible: true,
  requiredGroups: [],
  ...more,
});
const quarantined = [
  {
    folder: 'apps/broken',
    problems: [
      {
        code: 'MANIFEST_UNKNOWN_KEY',
        message: 'No such key.',
        fix: 'remove it',
        file: 'apps/broken/app.manifest.yml',
        line: 3,
        pointer: '/x',
      },
    ],
  },
];

/** As the platform does it: whole, or not at all. */
function writeCatalog(content: unknown): void {
  writeFileSync(`${catalogFile}.new`, JSON.stringify(content));
  renameSync(`${catalogFile}.new`, catalogFile);
}

beforeAll(async () => {
  keys = await keyServer([key]);
  app = await bootApp({
    src: join(import.meta.dirname, '..', 'backend', 'src'),
    settings: portalSettings,
    env: {
      APP_SLUG: 'portal',
      PORT: '0',
      PUBLIC_URL: 'http://portal.localhost',
      OIDC_ISSUER: ISSUER,
      OIDC_JWKS_URL: keys.url,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_CLIENT_ID: CLIENT_ID,
      APP_CATALOG_FILE: catalogFile,
      LOG_LEVEL: 'silent',
    },
  });
});
afterAll(async () => {
  await app.stop();
  await keys.close();
});

async function hub(groups: readonly string[]) {
  const token = await accessToken(key, { now: Math.floor(Date.now() / 1_000), claims: { groups } });
  const answer = await fetch(`${app.address}/api/apps`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, json: await answer.json() };
}
const slugs = (answer: Awaited<ReturnType<typeof hub>>) =>
  answer.json.categories.map((category: { name: string; apps: { slug: string }[] }) => [
    category.name,
    ...category.apps.map((one) => one.slug),
  ]);

test('while there is no list yet: 503 with a fix', async () => {
  expect(await hub([])).toMatchObject({ status: 503, json: { code: 'CATALOG_UNAVAILABLE' } });
});

test('shows exactly what a person may open, by category and order', async () => {
  writeCatalog({
    apps: [
      entry('zeta'),
      entry('alpha'),
      entry('first', { order: 1, category: 'Getting started', status: 'beta' }),
      entry('hidden', { visible: false }),
      entry('old', { status: 'archived' }),
      entry('staff-only', { requiredGroups: ['staff'] }),
      entry('both', { requiredGroups: ['staff', 'finance'] }),
    ],
    quarantined,
  });
  expect(slugs(await hub([]))).toEqual([
    ['Getting started', 'first'],
    ['Apps', 'alpha', 'zeta'],
  ]);
  expect(slugs(await hub(['staff']))).toEqual([
    ['Getting started', 'first'],
    ['Apps', 'alpha', 'staff-only', 'zeta'],
  ]);
  const all = await hub(['finance', 'staff']);
  expect(slugs(all)).toEqual([
    ['Getting started', 'first'],
    ['Apps', 'alpha', 'both', 'staff-only', 'zeta'],
  ]);
  expect(all.json.categories[0].apps[0]).toEqual({
    slug: 'first',
    name: 'first',
    description: 'About first',
    url: 'http://first.localhost',
    color: '#0d9488',
    beta: true,
    icon: DRAWING,
  });
});

test('apps that could not be started are for administrators only', async () => {
  expect((await hub(['staff'])).json.quarantined).toBeNull();
  const { pointer: _, ...problem } = quarantined[0]!.problems[0]!;
  expect((await hub(['admins'])).json.quarantined).toEqual([{ folder: 'apps/broken', problems: [problem] }]);
});

test('a changed list shows at once; a broken one keeps the last good one', async () => {
  writeCatalog({ apps: [entry('only')], quarantined: [] });
  expect(slugs(await hub([]))).toEqual([['Apps', 'only']]);
  writeFileSync(catalogFile, '{');
  expect(slugs(await hub([]))).toEqual([['Apps', 'only']]);
});

test('one hostile entry is left out, the others stay; what is no drawing is none', async () => {
  writeCatalog({
    apps: [
      entry('script', { url: 'javascript:alert(1)' }),
      entry('protocol', { url: '//evil.test' }),
      entry('style', { color: 'red;background:url(//evil.test)' }),
      entry('odd-icon', { icon: '../../../etc/passwd' }),
      entry('own-icon'),
      entry('html', { name: '<img src=x onerror=alert(1)>' }),
    ],
    quarantined: [],
  });
  const { json } = await hub([]);
  const apps = json.categories[0].apps as { slug: string; name: string; icon: string | null }[];
  expect(apps.map((one) => one.slug)).toEqual(['html', 'odd-icon', 'own-icon']);
  expect(apps.map((one) => one.icon)).toEqual([DRAWING, null, DRAWING]);
});
