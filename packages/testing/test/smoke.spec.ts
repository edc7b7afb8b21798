import { complaintsOf, launchBrowser, type PlatformUnderTest, platformUnderTest, signIn } from '@scalr/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface PlannedApp {
  readonly slug: string;
  readonly url: string;
  readonly manifest: {
    readonly name: string;
    readonly backend: string;
    readonly hub: { readonly visible: boolean };
    readonly auth: { readonly required: boolean };
  };
}

let platform: PlatformUnderTest;
let browser: Browser | undefined;

beforeAll(async () => {
  platform = platformUnderTest('this repository');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform.remove();
});

test('every app of the hub opens by its tile after one sign-in, shows its page and reaches its API', async () => {
  const first = await platform.cli(['up', '--json']);
  expect(first.code, first.stdout).toBe(0);
  const second = await platform.cli(['up', 'template-app', '--json']);
  expect(second.code, second.stdout).toBe(0);
  const { portal_url: portal, first_sign_in: admin } = first.data;
  const planned: readonly PlannedApp[] = (await platform.cli(['plan', 'template-app', '--json'])).data.apps;
  const apps = planned.filter(({ manifest }) => manifest.hub.visible);
  expect(apps.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['hello', 'template-app']));

  const context = await (browser as Browser).newContext();
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(portal);
  await signIn(page, admin.username, admin.password);
  for (const { slug, url, manifest } of apps) {
    await page.goto(portal);
    const tile = page.getByRole('link', { name: new RegExp(manifest.name) });
    await tile.waitFor();
    const asksApi = manifest.backend !== 'none' && manifest.auth.required;
    const asked = asksApi
      ? page.waitForResponse(
          async (answer) =>
            answer.url().startsWith(`${url}/api/`) &&
            (await answer.request().allHeaders()).authorization?.startsWith('Bearer ') === true,
        )
      : null;
    await tile.click();
    expect([slug, (await asked)?.ok() ?? true]).toEqual([slug, true]);
    expect(new URL(page.url()).origin).toBe(url);
    const heading = page.getByRole('heading', { level: 1 }).first();
    await heading.waitFor();
    expect([slug, ((await heading.textContent()) ?? '').trim()]).not.toEqual([slug, '']);
  }
  expect(complaints).toEqual([]);
}, 240_000);
