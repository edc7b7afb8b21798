import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@scalr/process';
import type { Context } from './context.ts';
import { errors } from './errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds an installed Chrome or Chromium, else gets one: Debian's package as root, else Playwright's own.
 * @returns its absolute path
 * @throws ScalrError `BROWSER_MISSING`
 */
export async function findBrowser(context: Context): Promise<string> {
  const { environment } = context;
  // Whoever names one wants that one.
  if (environment.browser !== undefined && !existsSync(environment.browser)) throw errors.error('noBrowser', {});
  const installed = findInstalledBrowser(context);
  if (installed !== null) return installed;
  context.streams.stderr.write('Getting a browser for the tests (once) ...\n');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && (await works(context, ['apt-get', '--version']))) {
    await works(context, ['apt-get', 'update']);
    await works(context, ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']);
    const debian = installedBrowser(environment.inherited.PATH ?? '');
    if (debian !== null) return debian;
  }
  return fetchPlaywrightBrowser(context);
}

/** The same without getting one; null: none is here. */
export function findInstalledBrowser({ environment }: Context): string | null {
  const found = environment.browser ?? installedBrowser(environment.inherited.PATH ?? '');
  return found !== null && existsSync(found) ? found : null;
}

function installedBrowser(path: string): string | null {
  const candidates = path.split(':').flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...MAC].find((candidate) => existsSync(candidate)) ?? null;
}

async function fetchPlaywrightBrowser(context: Context): Promise<string> {
  const cli = join(context.installFolder, 'node_modules/playwright-core/cli.js');
  if (await works(context, [process.execPath, cli, 'install', 'chromium'])) {
    const { chromium } = await import('playwright-core');
    const path = chromium.executablePath();
    if (existsSync(path)) return path;
  }
  throw errors.error('noBrowser', {});
}

async function works(context: Context, argv: readonly [string, ...string[]]): Promise<boolean> {
  const env = { ...context.environment.inherited, DEBIAN_FRONTEND: 'noninteractive' };
  return run(argv, { env, timeoutMs: 600_000 }).then(
    ({ code }) => code === 0,
    () => false,
  );
}
