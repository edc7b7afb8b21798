import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIENCE, accessToken, CLIENT_ID, ISSUER, keyServer, signingKey } from '@scalr/auth-client/testing';
import { parseManifest } from '@scalr/manifest';
import { exampleWorkspace, installFolder } from '@scalr/testing';
import { expect, it } from 'vitest';
import { bootApp } from '../../../packages/app-server/src/index.ts';
import { buildFrontend } from '../../../packages/engine-native/src/frontends/index.ts';
import { ROOT } from '../source-files.ts';

const APP = 'apps/products/lunch';
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/content/guides/sign-in-in-an-app.md');

it('each code block of the guide is the file that is named above it', () => {
  const blocks = [...page.matchAll(/^`([^`\n]+)`\n\n```\w+\n([\s\S]*?)^```$/gm)];
  expect(page.match(/^```\w+$/gm)).toHaveLength(blocks.length);
  const prefix = `packages/testing/workspaces/docs-example/${APP}/`;
  expect(blocks.map(([, path = '']) => path.replace(prefix, ''))).toEqual([
    'app.manifest.yml',
    'frontend/src/main.tsx',
    'frontend/src/App.tsx',
    'frontend/src/Lunch.tsx',
    'backend/src/main.ts',
    'backend/src/routes/lunch.ts',
  ]);
  for (const [, path = '', text] of blocks) expect(text, path).toBe(read(path));
});

it('its manifest is good, its frontend builds', async () => {
  const workspace = exampleWorkspace('docs-example');
  const stateFolder = join(workspace.root, '.scalr');
  try {
    const text = readFileSync(join(workspace.root, APP, 'app.manifest.yml'));
    expect(parseManifest(text, { file: `${APP}/app.manifest.yml`, folder: APP })).toMatchObject({ ok: true });
    const { folder } = await buildFrontend({
      app: { slug: 'lunch', kind: 'page', root: join(workspace.root, APP, 'frontend') },
      ...{ stateFolder, installFolder: installFolder(), workspaceFolder: workspace.root },
    });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['assets', 'index.html']));
  } finally {
    workspace.remove();
  }
});

it('its backend boots, and lets in whom its routes say', async () => {
  const key = await signingKey('k1');
  const keys = await keyServer([key]);
  const app = await bootApp({
    src: join(ROOT, 'packages/testing/workspaces/docs-example', APP, 'backend/src'),
    env: {
      ...{ APP_SLUG: 'lunch', PORT: '0', PUBLIC_URL: 'http://lunch.localhost', LOG_LEVEL: 'silent' },
      ...{ OIDC_ISSUER: ISSUER, OIDC_JWKS_URL: keys.url, OIDC_AUDIENCE: AUDIENCE, OIDC_CLIENT_ID: CLIENT_ID },
    },
  });
  try {
    const now = Math.floor(Date.now() / 1_000);
    const ask = async (method: string, path: string, groups?: readonly string[]) => {
      const token = groups && (await accessToken(key, { now, claims: { groups } }));
      const answer = await fetch(`${app.address}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        ...(method === 'PUT' && { body: JSON.stringify({ dish: 'dal' }) }),
      });
      return [answer.status, answer.status === 200 ? await answer.json() : null];
    };
    expect(await ask('GET', '/api/opening-hours')).toEqual([200, { from: '11:30', to: '14:00' }]);
    expect(await ask('GET', '/api/lunch')).toEqual([401, null]);
    expect(await ask('PUT', '/api/lunch', [])).toEqual([403, null]);
    expect(await ask('PUT', '/api/lunch', ['cooks'])).toEqual([204, null]);
    expect(await ask('GET', '/api/lunch', [])).toEqual([200, { dish: 'dal', cookedFor: 'Ada Lovelace' }]);
  } finally {
    await app.stop();
    await keys.close();
  }
});
