import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Keeps Chromium from looking outside; the tests reach loopback only. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that `scalr test` found, or Debian's. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.SCALR_BROWSER ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`no browser at ${executablePath}: run ./scalr test, which finds one`);
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET;
  return chromium.launch({ executablePath, args });
}

/** What went wrong in a page without anybody looking: errors on its console, uncaught ones, failed requests. */
export function complaintsOf(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  const watch = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  };
  context.on('page', watch);
  return complaints;
}

/** Fills in the sign-in page that is open. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
