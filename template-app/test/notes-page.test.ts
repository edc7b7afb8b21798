import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { complaintsOf, http, launchBrowser, type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const manifest = readFileSync(join(import.meta.dirname, '..', 'app.manifest.yml'), 'utf8');
const slug = /^slug: (.+)$/m.exec(manifest)![1]!;
let platform: PlatformUnderTest;
let url: string;
let browser: Browser;

beforeAll(async () => {
  platform = platformUnderTest('this repository');
  const up = await platform.cli(['up', slug, '--json']);
  if (up.code !== 0) throw new Error(up.stdout + up.stderr);
  url = up.data.apps.find((app: { slug: string }) => app.slug === slug).url;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform.remove();
});

/** The page as one of the test people sees it, and what it complains about on its console. */
async function open(username: string, look: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const complaints = complaintsOf(context);
  await context.addInitScript(watchLayout);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto((await platform.cli(['open', slug, '--as', username, '--json'])).data.url);
  await page.getByRole('heading', { level: 1, name: 'Notes' }).waitFor();
  return { page, complaints, close: () => context.close() };
}
/** In the page: adds up how much of it moves without anybody having done anything. */
function watchLayout() {
  const window = globalThis as typeof globalThis & { moved: number };
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
      if (!entry.hadRecentInput) window.moved += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
async function accessibilityFaults(page: Page): Promise<string[]> {
  // What is still fading in has the contrast of neither its beginning nor its end.
  await page.evaluate(() => {
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    return Promise.all(ends.map(({ finished }) => finished.then(() => null)));
  });
  return (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
const titles = (page: Page) => page.getByRole('listitem').getByRole('heading').allInnerTexts();
const closed = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });

async function write(page: Page, title: string, text = '') {
  await page.getByRole('button', { name: 'New note' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Text').fill(text);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Create note' }).click();
  await closed(page);
}

test('notes are written, changed, pinned, searched and deleted, and are there after a reload', async () => {
  const { page, complaints, close } = await open('member');
  await page.getByRole('heading', { name: 'No notes yet' }).waitFor();
  expect(await page.title()).toMatch(/^Notes · /);

  await write(page, 'Shopping', 'Milk, bread');
  await page.getByRole('status').getByText('Note created').waitFor();
  await write(page, 'Ideas');
  expect(await titles(page)).toEqual(['Ideas', 'Shopping']);

  await page.getByRole('button', { name: 'Shopping', exact: true }).click();
  await page.getByLabel('Title').fill('Groceries');
  await page.keyboard.press('Enter');
  await closed(page);
  expect(await focused(page)).toBe('Groceries');

  await page.getByRole('button', { name: 'Pin Groceries', pressed: false }).press('Enter');
  await page.getByRole('button', { name: 'Pin Groceries', pressed: true }).waitFor();
  await expect.poll(() => titles(page)).toEqual(['Groceries', 'Ideas']);
  expect(await focused(page)).toBe('Pin Groceries');

  await page.reload();
  await page.getByRole('button', { name: 'Groceries', exact: true }).waitFor();
  expect(await titles(page)).toEqual(['Groceries', 'Ideas']);

  await page.getByRole('searchbox').fill('MILK');
  await expect.poll(() => titles(page)).toEqual(['Groceries']);
  await page.getByRole('searchbox').fill('nowhere');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await page.getByRole('searchbox').fill('');

  await page.getByRole('button', { name: 'Delete Groceries' }).click();
  expect(await focused(page)).toBe('Cancel');
  await page.getByRole('button', { name: 'Delete note' }).click();
  await closed(page);
  await page.getByRole('status').getByText('Note deleted').waitFor();
  expect(await titles(page)).toEqual(['Ideas']);
  expect(await focused(page)).toBe('Notes');
  expect(complaints).toEqual([]);
  await close();
});

test('nobody else sees them', async () => {
  const { page, close } = await open('other');
  await page.getByRole('heading', { name: 'No notes yet' }).waitFor();
  await close();
});

test('a long list comes in pages, and the focus stays with whoever asks for more', async () => {
  const { access_token } = (await platform.cli(['token', slug, '--as', 'other', '--json'])).data;
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  for (let number = 1; number <= 52; number++) {
    await http(`${url}/api/notes`, { method: 'POST', headers, body: JSON.stringify({ title: `Note ${number}` }) });
  }
  const { page, close } = await open('other');
  await page.getByRole('button', { name: 'Note 52', exact: true }).waitFor();
  expect(await page.getByRole('listitem').count()).toBe(50);
  await page.getByRole('button', { name: 'Load more' }).press('Enter');
  await page.getByRole('button', { name: 'Note 1', exact: true }).waitFor();
  expect(await page.getByRole('listitem').count()).toBe(52);
  await expect.poll(() => focused(page)).toBe('That is everything.');
  await close();
});

test('what is wrong with a note is said at its field, by the page and by the API', async () => {
  const { page, close } = await open('manager');
  await page.getByRole('button', { name: 'Write the first one' }).click();
  await page.getByRole('button', { name: 'Create note' }).click();
  await page.getByText('Please fill out this field.').waitFor();
  expect(await page.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
  // The browser lets nobody type more; the API must refuse it all the same.
  await page.getByLabel('Title').evaluate((input) => input.removeAttribute('maxlength'));
  await page.getByLabel('Title').fill('x'.repeat(201));
  await page.getByRole('button', { name: 'Create note' }).click();
  await page.getByText('At most 200 characters.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('title');
  await page.keyboard.press('Escape');
  await closed(page);
  expect(await focused(page)).toBe('Write the first one');
  await close();
});

test('a list that cannot be loaded says so, and the next try helps', async () => {
  const { page, close } = await open('manager');
  const detail = 'The database cannot be reached right now.';
  await page.route('**/api/notes*', (route) =>
    route.fulfill({ status: 500, json: { title: 'x', status: 500, code: 'BROKEN', detail } }),
  );
  await page.getByRole('searchbox').fill('anything');
  await page.getByRole('alert').getByText(detail).or(page.getByRole('status').getByText(detail)).waitFor();
  await page.unroute('**/api/notes*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await close();
});

test.each<[string, BrowserContextOptions]>([
  ['light, 1280 pixels', {}],
  ['dark, 390 pixels', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ['dark, 1920 pixels', { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' }],
])('everything fits and is accessible: %s', async (_name, look) => {
  const { page, close } = await open('member', look);
  await page
    .getByRole('listitem')
    .or(page.getByRole('heading', { name: 'No notes yet' }))
    .first()
    .waitFor();
  expect(await page.evaluate(() => (globalThis as unknown as { moved: number }).moved)).toBeLessThan(0.01);
  await write(page, `A-word-that-does-not-end${'-and-goes-on'.repeat(8)}`, 'x'.repeat(500));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(page.viewportSize()?.width);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'New note' }).click();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Delete A-word/ })
    .first()
    .click();
  expect(await accessibilityFaults(page)).toEqual([]);
  await close();
});
