import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '@scalr/process';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { pageFacts, ROOT } from '../page-facts.ts';

const TEMPLATE = join(ROOT, 'template-app');
const PARTS = ['frontend', 'backend', 'backend-fastapi'];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'scalr-container-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

test('a page is told what its manifest says, and leaves open what depends on where it runs', async () => {
  const { slug, config, contentSecurityPolicy, defaults } = await pageFacts(TEMPLATE, 'production');
  expect(slug).toBe('template-app');
  expect(config).toEqual({
    slug: 'template-app',
    name: 'Template app',
    color: '#7c3aed',
    icon: expect.stringMatching(/^data:image\/svg\+xml/),
    authRequired: true,
    provider: '@OIDC_PROVIDER@',
    issuer: '@OIDC_ISSUER@',
    clientId: '@OIDC_CLIENT_ID@',
    audience: '@OIDC_AUDIENCE@',
    scopes: ['openid', 'profile', 'email'],
    portalUrl: '@PORTAL_URL@',
  });
  expect(contentSecurityPolicy).toContain("connect-src 'self' @OIDC_ORIGIN@;");
  expect(contentSecurityPolicy).not.toContain('.invalid');
  expect(defaults).toEqual({ OIDC_CLIENT_ID: 'template-app', OIDC_AUDIENCE: 'urn:app:template-app' });
  const edited = (await pageFacts(TEMPLATE, 'edit')).contentSecurityPolicy;
  expect(edited).toContain("connect-src 'self' @OIDC_ORIGIN@ @PAGE_SOCKET@;");
  expect(edited).not.toContain('.invalid');
});

test('the database password comes from its file', async () => {
  const file = join(folder(), 'password');
  writeFileSync(file, 'a-b_c9\n');
  const { stdout } = await run(
    ['sh', join(ROOT, 'infra/container/start-backend.sh'), 'sh', '-c', 'echo "$DATABASE_URL"'],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        DATABASE_URL: 'postgresql://my_app@db:5432/my_app',
        DATABASE_PASSWORD_FILE: file,
      },
    },
  );
  expect(stdout).toBe('postgresql://my_app:a-b_c9@db:5432/my_app\n');
});

test.each(PARTS)('the images of %s are made of files that are there, and run as nobody special', (part) => {
  for (const name of ['Dockerfile', 'Dockerfile.dev']) {
    const lines = readFileSync(join(TEMPLATE, part, name), 'utf8').split('\n');
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
      .filter((word) => !word.startsWith('--'));
    expect(sources.length).toBeGreaterThan(4);
    for (const source of sources) {
      const parent = join(ROOT, source, '..');
      expect(readdirSync(parent), `${part}/${name} copies ${source}`).toContain(source.split('/').at(-1));
    }
    expect(lines.findLast((line) => line.startsWith('USER '))).toMatch(/^USER (node|nginx|nobody)$/);
    // The app's own name stands in no file that every app has the same.
    expect(lines.join('\n')).not.toMatch(/template[-_ ]app/i);
  }
});

const ALONE = ['template-app', 'apps/portal', 'apps/products/hello'];

test.each(ALONE)('%s runs alone from a file that names it, its sources and its secret', (app) => {
  const text = readFileSync(join(ROOT, app, 'docker-compose.yml'), 'utf8');
  const slug = app.split('/').at(-1)!;
  const compose = parse(text, { merge: true });
  expect(compose.name).toBe(slug);
  for (const half of ['frontend', 'backend']) {
    const { build, labels } = compose.services[half];
    expect(resolve(ROOT, app, build.context)).toBe(ROOT);
    for (const ending of ['', '.dev'])
      expect(existsSync(join(ROOT, build.dockerfile.replace(/\$\{DEV:\+\.dev\}/, ending))), build.dockerfile).toBe(
        true,
      );
    expect(JSON.stringify(labels)).toContain(`Host(\`${slug}.`);
  }
  expect(compose.services.backend.environment).toMatchObject({ APP_SLUG: slug, OIDC_AUDIENCE: `urn:app:${slug}` });
  const secrets = Object.values(compose.secrets ?? {}) as { environment: string }[];
  const key = `DB_PASSWORD_${slug.toUpperCase().replaceAll('-', '_')}`;
  expect(secrets.map(({ environment }) => environment)).toEqual(compose.services.db === undefined ? [] : [key]);
});
