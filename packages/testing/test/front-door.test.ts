import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import {
  complaintsOf,
  http,
  launchBrowser,
  type PlatformUnderTest,
  platformUnderTest,
  signIn,
  until,
} from '@scalr/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PASSWORD = 'seven quiet otters swim';

/** The whole way of a person, over the real gateway, provider, database and browser. */
const MODES = [
  { mode: 'edit', args: [] },
  { mode: 'production', args: ['--prod'] },
] as const;

for (const { mode, args: upArgs } of MODES) {
  describe(`front door, ${mode}`, () => {
    let platform: PlatformUnderTest;
    let browser: Browser | undefined;
    let portal: string;
    let password: string;
    const urlOf = (slug: string) => portal.replace('portal', slug);

    const visit = async (): Promise<{ context: BrowserContext; page: Page; complaints: readonly string[] }> => {
      const context = await (browser as Browser).newContext({ ignoreHTTPSErrors: true });
      const complaints = complaintsOf(context);
      return { context, page: await context.newPage(), complaints };
    };
    const tile = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(name) });

    const up = async (...args: readonly string[]) => {
      const { code, data, stdout, stderr } = await platform.cli(['up', '--json', ...args]);
      if (code !== 0) throw new Error(stdout + stderr);
      portal = data.portal_url;
      return data;
    };

    beforeAll(async () => {
      platform = platformUnderTest('this repository');
      addStaffApp(platform.root);
      password = (await up(...upArgs)).first_sign_in.password;
      for (const [name, shown, groups] of [
        ['ada', 'Ada Lovelace', ['--group', 'staff']],
        ['bob', 'Bob', []],
      ] as const) {
        const args = [
          'user',
          'add',
          name,
          '--email',
          `${name}@example.org`,
          '--name',
          shown,
          ...groups,
          '--password-stdin',
        ];
        const added = await platform.cli(args, { input: PASSWORD });
        if (added.code !== 0) throw new Error(added.stderr);
      }
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await platform.remove();
    });

    const WALK = 'sign in once at the portal, open hello without a second sign-in, sign out everywhere';
    const walk = async () => {
      const { context, page, complaints } = await visit();
      await page.goto(portal);
      await page.waitForURL(`${urlOf('auth')}/**`);
      expect((await new AxeBuilder({ page }).analyze()).violations.filter(isSerious)).toEqual([]);
      await signIn(page, 'ada', PASSWORD);
      await tile(page, 'Hello').waitFor();
      expect(new URL(page.url()).origin).toBe(portal);
      // Neither code nor token stays in the address.
      expect(page.url()).not.toMatch(/code=|state=|token/);
      expect((await new AxeBuilder({ page }).analyze()).violations.filter(isSerious)).toEqual([]);

      await tile(page, 'Hello').click();
      await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
      expect(new URL(page.url()).origin).toBe(urlOf('hello'));
      expect((await new AxeBuilder({ page }).analyze()).violations.filter(isSerious)).toEqual([]);

      // A token that was good a moment ago is refused after the sign-out, though it has not expired.
      const request = page.waitForRequest((one) => one.url().includes('/api/'));
      await page.reload();
      const authorization = (await (await request).allHeaders()).authorization ?? '';
      expect(authorization).toMatch(/^Bearer /);
      const ask = async () => (await http(`${urlOf('hello')}/api/me`, { headers: { authorization } })).status;
      expect(await ask()).toBe(200);

      await page.goto(portal);
      await tile(page, 'Hello').waitFor();
      await page.getByRole('button', { name: /Ada Lovelace/ }).click();
      await page
        .getByRole('menuitem', { name: 'Sign out' })
        .or(page.getByText('Sign out', { exact: true }))
        .first()
        .click();
      await page.getByText('You are signed out').waitFor();
      await until('hello refuses the old token', async () => (await ask()) === 401);
      await page.goto(urlOf('hello'));
      await page.waitForURL(`${urlOf('auth')}/**`);
      await page.getByLabel('Username').waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    };
    test(WALK, walk);

    test('the first administrator signs in with the password that up told', async () => {
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'admin', password);
      await tile(page, 'Hello').waitFor();
      await context.close();
    });

    test('a wrong password is said on the page, which keeps the name', async () => {
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'bob', 'not the password at all');
      await page.getByRole('alert').waitFor();
      expect(await page.getByLabel('Username').inputValue()).toBe('bob');
      await context.close();
    });

    test('who lacks the group has no tile, is refused at authorization, and the API answers 403', async () => {
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'bob', PASSWORD);
      await tile(page, 'Hello').waitFor();
      expect(await tile(page, 'Staff room').count()).toBe(0);
      await page.goto(urlOf('staffroom'));
      await page.waitForURL(`${urlOf('auth')}/**`);
      await page
        .getByText(/Staff room/)
        .first()
        .waitFor();
      expect(await page.getByLabel('Password').count()).toBe(0);
      if (mode === 'edit') {
        const { data } = await platform.cli(['token', 'staffroom', '--as', 'bob', '--json']);
        const headers = { authorization: `Bearer ${data.access_token}` };
        expect((await http(`${urlOf('staffroom')}/api/me`, { headers })).status).toBe(403);
      } else {
        const { code, data } = await platform.cli(['token', 'staffroom', '--as', 'bob', '--json']);
        expect([code, data.problems[0].code]).toEqual([1, 'TOKEN_NOT_IN_PRODUCTION']);
      }
      await context.close();
    });

    test('who has the group sees the tile and opens the app', async () => {
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'ada', PASSWORD);
      await tile(page, 'Staff room').click();
      await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
      expect(new URL(page.url()).origin).toBe(urlOf('staffroom'));
      await context.close();
    });

    test('an app that is dropped in while everything runs has its tile, its sign-in and its database', async () => {
      copyHello(platform.root, 'later', 'Later on', '91');
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'bob', PASSWORD);
      await until(
        'the tile is there',
        async () => {
          // The page may be on its way to the provider and back just now.
          await page.reload().catch(() => {});
          await tile(page, 'Hello').waitFor();
          return (await tile(page, 'Later on').count()) === 1;
        },
        40_000,
      );
      await tile(page, 'Later on').click();
      await page.getByRole('heading', { name: 'Hello, Bob' }).waitFor();
      expect(new URL(page.url()).origin).toBe(urlOf('later'));
      await context.close();
    });

    test('a session survives kill -9 of the provider and of the database', async () => {
      const { context, page } = await visit();
      await page.goto(portal);
      await signIn(page, 'ada', PASSWORD);
      await tile(page, 'Hello').waitFor();
      for (const victim of ['auth', 'postgres']) {
        const { data } = await platform.cli(['ps', '--json']);
        const before = data.find(({ name }: { name: string }) => name === victim);
        process.kill(before.pid, 'SIGKILL');
        await until(`${victim} is back`, async () => {
          const now = (await platform.cli(['ps', '--json'])).data.find(({ name }: { name: string }) => name === victim);
          return now.status === 'running' && now.pid !== before.pid;
        });
      }
      await page.goto(urlOf('hello'));
      await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
      await context.close();
    });

    const onlyIn = (wanted: string) => (mode === wanted ? test : () => {});
    onlyIn('edit')('an edited page shows at once, and an edited backend answers anew', async () => {
      const { context, page } = await visit();
      await page.goto(urlOf('hello'));
      await signIn(page, 'ada', PASSWORD);
      await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
      const title = join(platform.root, 'apps/products/hello/frontend/index.html');
      writeFileSync(title, readFileSync(title, 'utf8').replace(/<title>.*<\/title>/, '<title>Edited</title>'));
      await page.waitForFunction(() => document.title === 'Edited');
      const route = join(platform.root, 'apps/products/hello/backend/src/routes/greeting.ts');
      writeFileSync(route, readFileSync(route, 'utf8').replace("'/api/visits'", "'/api/visited'"));
      const has = async (path: string) =>
        JSON.parse((await http(`${urlOf('hello')}/api/openapi.json`)).text).paths?.[path] !== undefined;
      await until('the backend is the edited one', () => has('/api/visited'));
      await context.close();
    });

    onlyIn('production')('assets are hashed, compressed and cached for good; the page is not', async () => {
      const page = await http(portal);
      expect(page.headers['cache-control']).toBe('no-cache');
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? '';
      const asset = await http(portal + script, { headers: { 'accept-encoding': 'br' } });
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(asset.headers['content-encoding']).toBe('br');
      expect((await http(`${portal}/@fs/etc/passwd`)).status).toBe(404);
    });

    // What TLS may change is the way of the cookies and of the back-channel: the first walk shows both.
    onlyIn('production')(
      `over TLS: ${WALK}`,
      async () => {
        await platform.cli(['down']);
        await up(...upArgs, '--tls');
        expect(portal).toMatch(/^https:/);
        await walk();
      },
      180_000,
    );
  });
}

function isSerious({ impact }: { impact?: string | null }): boolean {
  return impact === 'serious' || impact === 'critical';
}

/** Hello under another name, as a person would copy it. */
function copyHello(root: string, slug: string, name: string, id: string, more = ''): void {
  const [from, to] = [join(root, 'apps/products/hello'), join(root, 'apps/products', slug)];
  const manifest = readFileSync(join(from, 'app.manifest.yml'), 'utf8')
    .replace(/^slug: .*$/m, `slug: ${slug}`)
    .replace(/^name: .*$/m, `name: ${name}`)
    .replace(/^(id: .*)..$/m, `$1${id}`)
    // Of hello alone; whoever lacks them has none claimed.
    .replace(/^routing:\n {2}ports: .*\n/m, '');
  mkdirSync(to);
  cpSync(join(from, 'backend'), join(to, 'backend'), { recursive: true });
  cpSync(join(from, 'frontend'), join(to, 'frontend'), { recursive: true });
  writeFileSync(join(to, 'app.manifest.yml'), manifest + more);
}

function addStaffApp(root: string): void {
  copyHello(root, 'staffroom', 'Staff room', '90', 'auth:\n  required_groups: [staff]\n');
}
