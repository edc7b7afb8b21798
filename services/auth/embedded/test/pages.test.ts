import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, app, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
let apps: Server;
let chrome: Browser;
beforeAll(async () => {
  apps = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>app</title>${request.headers.host}`);
  });
  await new Promise<void>((resolve) => apps.listen(0, '127.0.0.1', resolve));
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello'), app('finance', { requiredGroups: ['finance'] })]);
  await addPerson(identity, 'ada', ['staff']);
  chrome = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP auth.localhost:80 127.0.0.1:${identity.port}, MAP *.localhost:80 127.0.0.1:${(apps.address() as AddressInfo).port}`,
    ],
  });
});
afterAll(async () => {
  await chrome.close();
  await identity.stop();
  apps.close();
});

const authorize = (clientId: string) =>
  `http://auth.localhost/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: `http://${clientId}.localhost/auth/callback`,
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })}`;

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function visit(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const elsewhere: string[] = [];
  const refused: string[] = [];
  page.on('request', (request) => {
    if (!/^http:\/\/[a-z]+\.localhost\//.test(request.url())) elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  const check = async (title: string) => {
    expect(await page.title()).toBe(title);
    expect([title, await violations(page)]).toEqual([title, []]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect([title, overflow]).toEqual([title, 0]);
  };

  await page.goto(authorize('hello'));
  await check('Sign in · SCALR');
  // By keyboard alone: the cursor is in the username.
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await check('Error: Sign in · SCALR');
  expect(await page.getByLabel('Username').inputValue()).toBe('ada');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('http://hello.localhost/auth/callback?code=*');

  await page.goto(authorize('finance'));
  await check('No access · SCALR');
  await page.getByRole('button', { name: 'Return to The finance app' }).click();
  await page.waitForURL('http://finance.localhost/auth/callback?error=access_denied*');

  await page.goto('http://auth.localhost/account');
  await check('Your account · SCALR');
  await page.goto('http://auth.localhost/authorize?client_id=unknown');
  await check('This app is not known here · SCALR');

  const home = encodeURIComponent('http://hello.localhost/');
  await page.goto(`http://auth.localhost/logout?client_id=hello&post_logout_redirect_uri=${home}`);
  await check('Sign out · SCALR');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('http://hello.localhost/');
  await page.goto('http://auth.localhost/signed-out');
  await check('Signed out · SCALR');
  // Back shows nothing of the person any more.
  await page.goto('http://auth.localhost/account');
  await page.waitForURL('http://auth.localhost/sign-in/*');

  expect(elsewhere).toEqual([]);
  expect(refused).toEqual([]);
}

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('a person gets through every page in a real browser (%s, %d px)', async (colorScheme, width) => {
  const context = await chrome.newContext({ colorScheme, viewport: { width, height: 800 } });
  await visit(context);
  await context.close();
});
