import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type ApiAnswer, type AppHost, appHost, type FakeProvider, fakeProvider } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const NAME = 'Site of a company with a long name';
let browser: Browser;
let provider: FakeProvider;
let host: AppHost;
let answer: () => ApiAnswer | Promise<ApiAnswer>;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  const folder = await buildFrontend(join(import.meta.dirname, 'site'));
  provider = await fakeProvider();
  host = await appHost({ slug: 'site', name: NAME, folder, issuer: provider.issuer, api: () => answer() });
});
beforeEach(() => {
  answer = () => ({ status: 200, body: ['tea', 'milk'] });
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await provider.close();
});

async function open(path: string, look: BrowserContextOptions = {}): Promise<() => Promise<void>> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  complaints.length = 0;
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(host.url + path);
  return () => context.close();
}
const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const hasFocus = (name: string) => heading(name).evaluate((element) => element === document.activeElement);
const faults = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

test('pages are in the menu, have titles, and take the focus when one comes to them', async () => {
  const close = await open('/');
  await heading('Home').waitFor();
  expect(await page.title()).toBe(`Home · ${NAME}`);
  expect(await hasFocus('Home')).toBe(false);
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual([
    'Home',
    'Broken',
    'Orders',
  ]);
  await page.getByRole('link', { name: 'Orders' }).click();
  await page.getByText('tea, milk').waitFor();
  expect([await page.title(), await hasFocus('Orders')]).toEqual([`Orders · ${NAME}`, true]);
  expect(await page.getByRole('link', { name: 'Orders' }).getAttribute('aria-current')).toBe('page');
  await page.getByRole('link', { name: NAME }).click();
  await heading('Home').waitFor();
  expect(await hasFocus('Home')).toBe(true);
  await page.goBack();
  await heading('Orders').waitFor();
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:image\/svg\+xml,.*0d9488/);
  expect([await faults(), complaints]).toEqual([[], []]);
  await close();
});

test('an address may hold a part that changes; one that is no page says so', async () => {
  const close = await open('/orders/17');
  await heading('Order 17').waitFor();
  await page.goto(`${host.url}/nowhere`);
  await heading('This page does not exist').waitFor();
  expect(await page.title()).toBe(`This page does not exist · ${NAME}`);
  expect(await faults()).toEqual([]);
  await page.getByRole('link', { name: 'To the first page' }).click();
  await heading('Home').waitFor();
  await close();
});

test('on a phone the menu is behind a button, by keyboard too', async () => {
  const close = await open('/', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Pages' }).press('Enter');
  expect(await faults()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await heading('Orders').waitFor();
  expect(await page.getByRole('menu').count()).toBe(0);
  expect(await hasFocus('Orders')).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await close();
});

test('a page that breaks leaves the rest alone, tells no inner matters, and can be tried again', async () => {
  const close = await open('/broken');
  await heading('This page does not work right now').waitFor();
  expect(await page.getByRole('alert').innerText()).not.toContain('secret');
  expect(await faults()).toEqual([]);
  await page.evaluate(() => Object.assign(window, { isMended: true }));
  await page.getByRole('button', { name: 'Try again' }).click();
  await heading('Mended').waitFor();
  await page.getByRole('link', { name: 'Home' }).click();
  await heading('Home').waitFor();
  await close();
});

test('code of a page that does not arrive is asked for again by a new load', async () => {
  const close = await open('/');
  await heading('Home').waitFor();
  await page.context().route('**/assets/orders-*.js', (route) => route.abort());
  await page.goto(`${host.url}/orders`);
  await page.getByText('It could not be loaded. There may be a new version, or no connection.').waitFor();
  expect(await page.getByRole('link', { name: 'Home' }).count()).toBe(1);
  await page.context().unroute('**/assets/orders-*.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('tea, milk').waitFor();
  await close();
});

test('data is on its way, failed with what was said, and there after another try', async () => {
  const waiting = Promise.withResolvers<ApiAnswer>();
  answer = () => waiting.promise;
  const close = await open('/orders');
  await page.getByRole('status').getByText('The orders: loading').waitFor({ state: 'attached' });
  expect(await faults()).toEqual([]);
  waiting.resolve({ status: 500, body: { detail: 'The shelf is empty.' } });
  await page.getByRole('alert').getByText('The shelf is empty.').waitFor();
  expect(await faults()).toEqual([]);
  answer = () => ({ status: 200, body: ['tea'] });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('tea', { exact: true }).waitFor();
  expect(await hasFocus('Orders')).toBe(true);
  await close();
});
