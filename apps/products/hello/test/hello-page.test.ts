import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type ApiAnswer, type AppHost, appHost, type FakeProvider, fakeProvider } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

let browser: Browser;
let provider: FakeProvider;
let host: AppHost;
let answer: () => ApiAnswer;

beforeAll(async () => {
  browser = await launchBrowser();
  const folder = await buildFrontend(join(import.meta.dirname, '..', 'frontend'));
  provider = await fakeProvider();
  host = await appHost({ slug: 'hello', name: 'Hello', folder, issuer: provider.issuer, api: () => answer() });
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await provider.close();
});

async function open(look: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(host.url);
  return page;
}
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test.each<[string, Parameters<Browser['newPage']>[0]]>([
  ['light, 1280', { viewport: { width: 1280, height: 800 } }],
  ['dark, 390', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
])('greets somebody who came before (%s)', async (_name, look) => {
  answer = () => ({
    status: 200,
    body: { text: 'Hello, Ada Lovelace', visits: 12, since: '2026-03-04T10:00:00.000Z' },
  });
  const page = await open(look);
  await page.getByRole('heading', { level: 1, name: 'Hello, Ada Lovelace' }).waitFor();
  expect(await page.getByText('This is visit 12.').count()).toBe(1);
  expect(await page.getByText('You first came by on March 4, 2026.').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look?.viewport?.width);
  await page.context().close();
});

test('a first visit, and the way back to all apps', async () => {
  answer = () => ({ status: 200, body: { text: 'Hello, Ada Lovelace', visits: 1, since: '2026-03-04T10:00:00.000Z' } });
  const page = await open();
  await page.getByText('Nice to meet you. This is your first visit.').waitFor();
  await page.getByRole('button', { name: 'Menu of Ada Lovelace' }).click();
  expect(await page.getByRole('menuitem', { name: 'All apps' }).getAttribute('href')).toBe(
    host.url.replace('hello', 'portal'),
  );
  await page.context().close();
});

test('an error is told, and the next try helps', async () => {
  answer = () => ({ status: 503, body: { detail: 'The database cannot be reached right now.' } });
  const page = await open();
  await page.getByRole('alert').getByText('The database cannot be reached right now.').waitFor();
  expect(await violations(page)).toEqual([]);
  answer = () => ({ status: 200, body: { text: 'Hello, Ada Lovelace', visits: 2, since: '2026-03-04T10:00:00.000Z' } });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
  await page.context().close();
});
