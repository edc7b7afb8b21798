import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complaintsOf, http, launchBrowser, type PlatformUnderTest, platformUnderTest, signIn } from '@scalr/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, docker, reachesPostgres, refusalOfLogin } from './front-door/probe.ts';

const PASSWORD = 'seven quiet otters swim';
const PORT = '8391';
const IMAGES_WITHIN_MS = 540_000;
/** Two apps of each backend, besides the portal. */
const APPS = ['hello', 'shelf', 'verses', 'rhymes'] as const;

const reason =
  process.env.SCALR_CONTAINERS === '1'
    ? await docker('version').then(
        () => null,
        () => 'no Docker answers',
      )
    : 'SCALR_CONTAINERS=1 is not set';

const edge = process.env.SCALR_EDGE === 'stand-in' ? ', behind a stand-in of the edge' : '';

describe.skipIf(reason !== null)(`front door, Docker Compose${edge}${reason === null ? '' : ` (${reason})`}`, () => {
  let platform: PlatformUnderTest;
  let browser: Browser;
  let portal: string;
  const urlOf = (slug: string) => portal.replace('portal', slug);
  const up = () =>
    platform.cli(['up', '--engine', 'compose', '--prod', '--port', PORT, '--json'], { timeoutMs: IMAGES_WITHIN_MS });

  const signedIn = async (slug: string): Promise<{ page: Page; complaints: readonly string[] }> => {
    const context = await browser.newContext();
    const complaints = complaintsOf(context);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(urlOf(slug));
    await page.waitForURL(`${urlOf('auth')}/**`);
    await signIn(page, 'ada', PASSWORD);
    return { page, complaints };
  };

  beforeAll(async () => {
    platform = platformUnderTest('this checkout');
    for (const [name, backend] of [
      ['Shelf', 'typescript'],
      ['Verses', 'fastapi'],
      ['Rhymes', 'fastapi'],
    ]) {
      const made = await platform.cli(
        ['new-app', name!, '--backend', backend!, '--description', 'For a test.', '--json'],
        { timeoutMs: 300_000 },
      );
      if (made.code !== 0) throw new Error(made.stdout + made.stderr);
    }
    const { code, data, stdout, stderr } = await up();
    if (code !== 0) throw new Error(stdout + stderr);
    expect(data.problems).toEqual([]);
    portal = data.portal_url;
    const ada = ['user', 'add', 'ada', '--email', 'ada@example.org', '--name', 'Ada Lovelace', '--password-stdin'];
    const added = await platform.cli(ada, { input: PASSWORD });
    if (added.code !== 0) throw new Error(added.stderr);
    browser = await launchBrowser();
  }, IMAGES_WITHIN_MS + 300_000);

  afterAll(async () => {
    await browser?.close();
    if (platform === undefined) return;
    await platform.cli(['down', '--volumes', '--yes']);
    // The people outlive that, and the next test begins anew.
    const volumes = await docker('volume', 'ls', '-q', '--filter', 'label=com.docker.compose.project=scalr-auth');
    if (volumes !== '') await docker('volume', 'rm', ...volumes.split('\n'));
    await platform.remove();
  }, 120_000);

  test('sign in once at the portal, and every app opens by its tile without a second sign-in', async () => {
    const { page, complaints } = await signedIn('portal');
    for (const name of ['Hello', 'Shelf', 'Verses', 'Rhymes']) {
      await page.getByRole('link', { name: new RegExp(name) }).click();
      await page.waitForURL(`${urlOf(name.toLowerCase())}/**`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.goto(portal);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 180_000);

  test.each(APPS)('%s answers in the words of the HTTP contract', async (slug) => {
    expect(JSON.parse((await http(`${urlOf(slug)}/api/health`)).text)).toEqual({ status: 'ok' });
    const me = await http(`${urlOf(slug)}/api/me`);
    expect([me.status, me.headers['content-type']]).toEqual([
      401,
      expect.stringMatching(/^application\/problem\+json(;|$)/),
    ]);
    expect((await http(`${urlOf(slug)}/api/nothing`)).status).toBe(401);
    const page = await http(`${urlOf(slug)}/`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['x-content-type-options']]).toEqual([200, 'nosniff']);
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  test('a database is reached by its own backend and by nobody else', async () => {
    for (const slug of ['shelf', 'verses'] as const) {
      const other = slug === 'shelf' ? 'verses' : 'shelf';
      const address = await addressOf(`scalr-${slug}-db-1`, `scalr-${slug}_data`);
      expect(await reachesPostgres(`scalr-${slug}-backend-1`, 'db'), 'the way there works').toBe(true);
      expect(await reachesPostgres(`scalr-${slug}-backend-1`, address), 'by its address too').toBe(true);
      for (const stranger of [`scalr-${other}-backend-1`, `scalr-${slug}-frontend-1`, 'scalr-portal-backend-1'])
        expect(await reachesPostgres(stranger, address), `${stranger} to ${slug}`).toBe(false);
    }
  }, 120_000);

  test('the owner of a database logs in with its password; nobody becomes superuser over a network', async () => {
    const shared = readFileSync(join(platform.root, '.env.shared'), 'utf8');
    const password = /^DB_PASSWORD_SHELF=(.+)$/m.exec(shared)![1]!;
    // No right to connect to that database, which is said only to who is let in.
    expect(await refusalOfLogin('scalr-shelf-db-1', 'shelf', password)).toContain('permission denied for database');
    for (const role of ['shelf', 'postgres'])
      expect(await refusalOfLogin('scalr-shelf-db-1', role, 'wrong')).toContain('password authentication failed');
    expect(await refusalOfLogin('scalr-shelf-db-1', 'postgres', password)).toContain('password authentication failed');
  }, 60_000);

  test('no secret is in the environment, the labels or the logs of any container, nor in an image', async () => {
    const shared = readFileSync(join(platform.root, '.env.shared'), 'utf8');
    const secrets = [...shared.matchAll(/^(?:DB_PASSWORD_\w+|AUTH_COOKIE_KEYS|APP_SECRET_\w+)=(.+)$/gm)].map(
      ([, one]) => one!,
    );
    expect(secrets.length).toBeGreaterThan(4);
    const containers = (await docker('ps', '--format', '{{.Names}}', '--filter', 'label=scalr.workspace')).split('\n');
    const seen = [await docker('inspect', ...containers)];
    for (const one of containers) seen.push(await docker('logs', one));
    const images = await docker('inspect', '--format', '{{.Image}}', ...containers);
    seen.push(await docker('inspect', ...images.split('\n')));
    for (const text of seen) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
    // They are where they belong.
    const file = await docker('exec', 'scalr-shelf-backend-1', 'cat', '/run/secrets/db-password');
    expect(secrets).toContain(file);
  }, 120_000);

  test('an unhealthy backend gives 503 as a problem, never the page, and the others go on', async () => {
    await docker('exec', 'scalr-shelf-backend-1', 'touch', '/tmp/draining');
    const health = () => http(`${urlOf('shelf')}/api/health`);
    await expect.poll(async () => (await health()).status, { timeout: 60_000, interval: 250 }).toBe(503);
    const answer = await health();
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['retry-after']).toBeDefined();
    expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: 'APP_BACKEND_AWAY' });
    expect((await http(`${urlOf('shelf')}/`, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await http(`${urlOf('verses')}/api/health`)).status).toBe(200);
    await docker('exec', 'scalr-shelf-backend-1', 'rm', '/tmp/draining');
    await expect.poll(async () => (await health()).status, { timeout: 60_000, interval: 250 }).toBe(200);
  }, 150_000);

  test('data and people survive down and up', async () => {
    const before = await signedIn('shelf');
    await before.page.getByRole('button', { name: 'New note' }).click();
    await before.page.getByLabel('Title').fill('Kept');
    await before.page.getByRole('button', { name: 'Create note' }).click();
    await before.page.getByRole('button', { name: 'Kept', exact: true }).waitFor();
    await before.page.context().close();
    expect((await platform.cli(['down', '--json'])).data).toEqual({ stopped: true, volumes: false });
    expect((await platform.cli(['ps', '--json'])).data).toEqual([]);
    const again = await up();
    expect([again.code, again.data.first_sign_in], again.stdout).toEqual([0, undefined]);
    const { page } = await signedIn('shelf');
    await page.getByRole('button', { name: 'Kept', exact: true }).waitFor();
    await page.context().close();
    expect(existsSync(join(platform.root, '.scalr/compose'))).toBe(true);
  }, 300_000);
});
