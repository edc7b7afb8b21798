import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { type ApiAnswer, type AppHost, appHost, type FakeProvider, fakeProvider } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const DRAWING =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2224%22 height=%2224%22 stroke=%22white%22%3E%3Cpath d=%22M5 12h14%22/%3E%3C/svg%3E';
let browser: Browser;
let folder: string;
let provider: FakeProvider;
let host: AppHost;
let answer: () => ApiAnswer | Promise<ApiAnswer>;
let context: BrowserContext;
let page: Page;
let trouble: string[];
let foreign: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await buildFrontend(join(import.meta.dirname, '..', 'frontend'));
  provider = await fakeProvider();
  host = await appHost({ slug: 'portal', name: 'Portal', folder, issuer: provider.issuer, api: () => answer() });
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await provider.close();
});

const openPage = async (
  look: { colorScheme?: 'light' | 'dark'; viewport?: { width: number; height: number } } = {},
) => {
  context = await browser.newContext(look);
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('request', (request) => {
    if (![host.url, provider.issuer].some((origin) => request.url().startsWith(`${origin}/`)))
      foreign.push(request.url());
  });
  await page.goto(host.url);
};
beforeEach(() => {
  trouble = [];
  foreign = [];
  provider.state.person = provider.state.visitor;
  provider.state.sessionEnded = false;
});
afterEach(() => context.close());

const tile = (slug: string, name: string, more: Record<string, unknown> = {}) => ({
  slug,
  name,
  description: `What ${name} is for`,
  url: `http://${slug}.localhost:1`,
  color: '#0d9488',
  beta: false,
  icon: DRAWING,
  ...more,
});
const hub = (apps: unknown[], quarantined: unknown = null): ApiAnswer => ({
  status: 200,
  body: { categories: apps.length === 0 ? [] : [{ name: 'Work', apps }], quarantined },
});
const many = Array.from({ length: 12 }, (_, index) => tile(`app-${index}`, `App ${index}`, { beta: index === 0 }));
const broken = [
  {
    folder: 'apps/broken',
    problems: [
      {
        code: 'MANIFEST_UNKNOWN_KEY',
        message: 'No such key.',
        fix: 'remove it',
        file: 'apps/broken/app.manifest.yml',
        line: 3,
      },
    ],
  },
];
const ready = () => page.getByRole('heading', { level: 1, name: 'Welcome, Ada' }).waitFor();
const serious = async () => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' ')}`);
};

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([390, 768, 1920])('at %i pixels everything fits and is accessible', async (width) => {
    answer = () => hub(many, broken);
    await openPage({ colorScheme, viewport: { width, height: 900 } });
    await page.getByRole('link', { name: /App 11/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await serious()).toEqual([]);
    await page.getByRole('button', { name: 'Menu of Ada Lovelace' }).click();
    expect(await serious()).toEqual([]);
    expect([trouble, foreign]).toEqual([[], []]);
  });
});

describe('tiles', () => {
  test('are links with name, description and badge, and a drawing that is no markup', async () => {
    answer = () =>
      hub([tile('billing', 'Billing', { beta: true }), tile('html', '<img src=x onerror=alert(1)>', { icon: null })]);
    await openPage();
    const billing = page.getByRole('link', { name: /Billing/ });
    expect(await billing.getAttribute('href')).toBe('http://billing.localhost:1');
    expect(await billing.innerText()).toBe('Billing\nBeta\nWhat Billing is for');
    expect(await billing.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(24);
    expect(await page.getByText('<img src=x onerror=alert(1)>', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('are found by typing, from nine on', async () => {
    answer = () => hub([...many, tile('cafe', 'Café Büro')]);
    await openPage();
    const search = page.getByRole('searchbox', { name: 'Search your apps' });
    await search.fill('buro CAFE');
    expect(await page.getByRole('listitem').count()).toBe(1);
    expect(await page.getByRole('status').first().innerText()).toBe('One app found');
    await search.fill('nothing like this');
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    expect(await serious()).toEqual([]);
    await search.press('Escape');
    expect(await page.getByRole('listitem').count()).toBe(13);
  });

  test('can be reached by keyboard, past the header', async () => {
    answer = () => hub(many);
    await openPage();
    await page.getByRole('link', { name: /App 11/ }).waitFor();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('App 0');
  });
});

describe('other states', () => {
  test('while loading: the shape of what comes', async () => {
    let go = (_answer: ApiAnswer) => {};
    answer = () =>
      new Promise((resolve) => {
        go = resolve;
      });
    await openPage();
    await page.getByText('Your apps: loading').waitFor({ state: 'attached' });
    await ready();
    expect(await serious()).toEqual([]);
    go(hub([tile('a', 'Alpha')]));
    await page.getByRole('link', { name: /Alpha/ }).waitFor();
    expect(await page.getByText('You have one app.').count()).toBe(1);
  });

  test('nothing to open', async () => {
    answer = () => hub([]);
    await openPage();
    await page.getByRole('heading', { name: 'No apps yet' }).waitFor();
    expect(await serious()).toEqual([]);
  });

  test('an error is told, and the next try helps', async () => {
    answer = () => ({ status: 503, body: { detail: 'The list of apps cannot be read right now.' } });
    await openPage();
    const alert = page.getByRole('alert');
    await alert.getByText('The list of apps cannot be read right now.').waitFor();
    expect(await serious()).toEqual([]);
    answer = () => hub([tile('a', 'Alpha')]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: /Alpha/ }).waitFor();
  });

  test('administrators see what could not be started', async () => {
    answer = () => hub([tile('a', 'Alpha')], broken);
    await openPage();
    await page.getByText('One app could not be started').waitFor();
    await page.getByText('What is wrong, and what mends it').click();
    expect(await page.getByText('MANIFEST_UNKNOWN_KEY in apps/broken/app.manifest.yml:3').isVisible()).toBe(true);
    expect(await page.getByText('To mend it: remove it').isVisible()).toBe(true);
  });
});

test('the person menu works by keyboard, leads to the account and signs out', async () => {
  answer = () => hub([tile('a', 'Alpha')]);
  await openPage();
  await ready();
  const menu = page.getByRole('button', { name: 'Menu of Ada Lovelace' });
  await menu.focus();
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toBe('Your account');
  expect(await page.getByRole('menuitem', { name: 'Your account' }).getAttribute('href')).toBe(
    `${provider.issuer}/account`,
  );
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('Sign out');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('menu').count()).toBe(0);
  expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(provider.state.logouts).toHaveLength(1);
  expect(await serious()).toEqual([]);
});

test('the first view stays below 120 kB of JavaScript, gzip', async () => {
  await openPage();
  const assets = join(folder, 'assets');
  const sizes = readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => gzipSync(readFileSync(join(assets, name))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`portal: ${total} bytes of JavaScript, gzip`);
  expect(total).toBeLessThan(120_000);
});
