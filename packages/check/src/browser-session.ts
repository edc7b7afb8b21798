import type { Browser, BrowserContext, Page } from 'playwright-core';
import { isNetworkChange, TRIES } from './look/network-change.ts';
import { patience } from './patience.ts';
import type { Persona } from './subject.ts';

/** Keeps Chromium from looking outside: an app is judged by what it does here. */
const QUIET = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--mute-audio'],
];

export interface BrowserSession {
  /**
   * A browser of somebody's own, signed in; the same one each time. `anon` is signed in as nobody, and so is everybody
   * where nobody signs in to the app.
   */
  as(persona: Persona): Promise<BrowserContext>;
  close(): Promise<void>;
}

interface SessionOptions {
  /** Absolute path of Chrome or Chromium. */
  readonly executable: () => Promise<string>;
  readonly signInLink: (as: Exclude<Persona, 'anon'>) => Promise<string>;
  /** What the app asks of the identity provider; null: nobody signs in to it. */
  readonly signInRequest: string | null;
  /** `http://hello.localhost` */
  readonly url: string;
}

const SIGN_IN_MS = 20_000;

/** Goes there once more where the network of the machine changed on the way. A link may be good for one visit only. */
async function reach(page: Page, link: () => Promise<string>, tries = TRIES): Promise<void> {
  await page.goto(await link(), { timeout: SIGN_IN_MS * patience(), waitUntil: 'commit' }).catch((error: Error) => {
    if (tries === 0 || !isNetworkChange(error.message)) throw error;
    return reach(page, link, tries - 1);
  });
}

/** One Chromium for the whole check, started when it is first asked for. */
export function openBrowserSession({ executable, signInLink, signInRequest, url }: SessionOptions): BrowserSession {
  let browser: Promise<Browser> | null = null;
  const contexts = new Map<Persona, Promise<BrowserContext>>();

  const launch = async (): Promise<Browser> => {
    const [{ chromium }, executablePath] = await Promise.all([import('playwright-core'), executable()]);
    // Chromium refuses its sandbox to root.
    const args = process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET;
    return chromium.launch({ executablePath, args });
  };

  const open = async (persona: Persona): Promise<BrowserContext> => {
    browser ??= launch();
    // The certificate is the workspace's own, which browsers of people are told to trust.
    const context = await (await browser).newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 800 },
    });
    if (persona === 'anon' || signInRequest === null) return context;
    const page = await context.newPage();
    // The link promises the sign-in, the request has it kept. Nothing of the app has to be loaded for it.
    await reach(page, () => signInLink(persona));
    await reach(page, async () => signInRequest);
    if (new URL(page.url()).origin !== url) throw new Error(`signing in as ${persona} ended at ${page.url()}`);
    await page.close();
    return context;
  };

  return {
    as: (persona) => {
      const known = contexts.get(persona) ?? open(persona);
      contexts.set(persona, known);
      return known;
    },
    close: async () => {
      await (await browser?.catch(() => null))?.close();
    },
  };
}
