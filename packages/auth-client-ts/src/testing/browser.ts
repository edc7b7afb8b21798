import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** The browser that `./scalr test` found (`SCALR_BROWSER`), else one on the PATH. Throws when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const onPath = (process.env.PATH ?? '').split(':').flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const executablePath = process.env.SCALR_BROWSER ?? onPath.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('No Chrome or Chromium found. Run the tests with ./scalr test.');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
}
