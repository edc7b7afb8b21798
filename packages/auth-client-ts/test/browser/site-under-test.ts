import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type ApiAnswer, type AppHost, appHost, type FakeProvider, fakeProvider } from '@scalr/auth-client/testing';
import { buildFrontend, launchBrowser } from '@scalr/auth-client/testing/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/** A small signed-in site, its provider and a browser; everything but the browser is new for each test. */
export interface SiteUnderTest {
  browser: Browser;
  folder: string;
  provider: FakeProvider;
  host: AppHost;
  context: BrowserContext;
  page: Page;
  /** `Authorization` of every request to the site's API ... */
  calls: (string | undefined)[];
  /** ... and how it is answered. */
  answer: (request: IncomingMessage) => ApiAnswer;
  /** Console and errors of all pages. */
  said: string[];
}

export const SITE = join(import.meta.dirname, 'site');

/** Registers the hooks that make and end it. */
export function siteUnderTest(): SiteUnderTest {
  const site = {} as SiteUnderTest;
  beforeAll(async () => {
    site.browser = await launchBrowser();
    site.folder = await buildFrontend(SITE);
  });
  afterAll(() => site.browser.close());
  beforeEach(async () => {
    site.calls = [];
    site.said = [];
    site.answer = () => ({ status: 200, body: { ok: true } });
    site.provider = await fakeProvider();
    site.host = await openHost(site);
    site.context = await site.browser.newContext();
    site.page = await newPage(site);
  });
  afterEach(async () => {
    await site.context.close();
    await site.host.close();
    await site.provider.close();
  });
  return site;
}

export const openHost = (site: SiteUnderTest, more: { authRequired?: boolean; folder?: string } = {}) =>
  appHost({
    slug: 'site',
    name: 'Site',
    folder: site.folder,
    issuer: site.provider.issuer,
    api: (request) => {
      site.calls.push(request.headers.authorization);
      return site.answer(request);
    },
    ...more,
  });

export async function newPage(site: SiteUnderTest): Promise<Page> {
  const made = await site.context.newPage();
  made.setDefaultTimeout(10_000);
  made.on('console', (message) => site.said.push(message.text()));
  made.on('pageerror', (error) => site.said.push(error.message));
  return made;
}

export const hello = (on: Page) => on.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
export const heading = (on: Page, name: string) => on.getByRole('heading', { name }).waitFor();
export const callApi = (on: Page, path = '/api/x') =>
  on.evaluate((to) => window.authFetch(to).then((response) => response.status), path);

/** From now on the API refuses every token that exists today. */
export function refuseOldTokens(site: SiteUnderTest): void {
  const old = new Set(site.calls);
  site.answer = (request) => ({ status: old.has(request.headers.authorization) ? 401 : 200, body: {} });
}
