import type { BrowserContext, Page, Request } from 'playwright-core';
import { patience } from '../patience.ts';
import { controlsInPage } from './controls-in-page.ts';
import { describeInPage } from './describe-in-page.ts';
import { watchInPage } from './watch-in-page.ts';

/** Something that went wrong in a page without anybody looking. */
export interface Trouble {
  /** `outside`: asked another origin, or would have, had the browser not refused. */
  readonly kind: 'console' | 'exception' | 'request' | 'outside';
  readonly text: string;
  /** Of the code that did it, as the browser has it; empty: not known. */
  readonly stack: string;
  /** Of the answer to a request; 0: there was none. */
  readonly status?: number;
}

export interface Tab {
  readonly page: Page;
  /** A fresh load; null once it is drawn, else what it still waits for. */
  open(path: string): Promise<string | null>;
  /** Goes there as a link within the app does, without a load. */
  go(path: string): Promise<string | null>;
  settled(): Promise<string | null>;
  /** What went wrong since somebody last asked. */
  take(): readonly Trouble[];
}

export interface TabPlace {
  /** Of the app, `http://hello.localhost`. */
  readonly url: string;
  /** Whom its pages may talk to besides: the identity provider. */
  readonly known: readonly string[];
}

const LOADED_WITHIN_MS = 20_000;
/** Nobody waits longer for a page; while its code still arrives, up to {@link LOADED_WITHIN_MS}. */
const DRAWN_WITHIN_MS = 5_000;

/** A tab that sees what its pages do. */
export async function openTab(context: BrowserContext, { url, known }: TabPlace): Promise<Tab> {
  const page = await context.newPage();
  let troubles: Trouble[] = [];
  const add = (kind: Trouble['kind'], text: string, stack: string, status?: number) =>
    troubles.push({ kind, text: text.slice(0, 600), stack, ...(status === undefined ? {} : { status }) });
  const home = new URL(url).origin;
  const origins = new Set([home, ...known.map((one) => new URL(one).origin)]);
  const isOutside = (address: string) => /^(?:https?|wss?):/.test(address) && !origins.has(originOf(address));

  await page.exposeBinding('scalrSaw', (_source, seen: { kind: 'console' | 'policy'; text: string; stack: string }) => {
    if (seen.kind === 'console') return add('console', seen.text, seen.stack);
    const [directive = '', blocked = ''] = seen.text.split(' ');
    const isOther = isOutside(blocked);
    add(isOther ? 'outside' : 'console', isOther ? blocked : `refused by ${directive}: ${blocked}`, seen.stack);
  });
  for (const script of [watchInPage, describeInPage, controlsInPage]) await page.addInitScript(script);
  page.on('pageerror', (error) => add('exception', `${error.name}: ${error.message}`, error.stack ?? ''));
  page.on('console', (message) => {
    // Those of the app come with their stack; these are the browser's own. Requests and policies are told apart below.
    if (message.type() !== 'error' || message.args().length > 0) return;
    if (/^Failed to load resource|Content Security Policy/.test(message.text())) return;
    const { url: at, lineNumber, columnNumber } = message.location();
    add('console', message.text(), `at ${at}:${lineNumber + 1}:${columnNumber + 1}`);
  });
  page.on('request', (request) => {
    if (isOutside(request.url())) add('outside', request.url(), '');
  });
  page.on('response', (response) => {
    if (response.status() >= 400) add('request', named(response.request(), home), '', response.status());
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // What was left behind on purpose, by going on; and what the browser refused, which its policy tells.
    if (/ERR_ABORTED|BLOCKED_BY_CSP|csp/i.test(why) || isOutside(request.url())) return;
    add('request', `${named(request, home)}: ${why}`, '', 0);
  });

  // Code that is imported shows up nowhere in the page until it is there.
  const underWay = new Set<Request>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));

  const settled = async (): Promise<string | null> => {
    const limits = [DRAWN_WITHIN_MS, LOADED_WITHIN_MS].map((limit) => limit * patience()) as [number, number];
    const end = Date.now() + limits[1];
    for (;;) {
      try {
        const waits = await page.evaluate(([limit, most]) => window.scalrLook.settled(limit, most), limits);
        if (waits !== null || underWay.size === 0 || Date.now() > end) return waits;
        await page.waitForEvent('requestfinished', { timeout: 500 }).catch(() => {});
      } catch (error) {
        // The sign-in goes to the identity provider and back, each a page of its own.
        if (Date.now() > end || page.isClosed()) throw error;
        await page.waitForLoadState('domcontentloaded');
      }
    }
  };
  return {
    page,
    settled,
    open: async (path) => {
      await page.goto(new URL(path, url).href, { timeout: LOADED_WITHIN_MS * patience(), waitUntil: 'commit' });
      const waits = await settled();
      // Somebody is there: a tab that only signs in again and again is stopped by the third time.
      await page.evaluate(() => document.documentElement.click());
      return waits;
    },
    go: async (path) => {
      await page.evaluate(goInPage, path);
      return settled();
    },
    take: () => {
      const taken = told(troubles);
      troubles = [];
      return taken;
    },
  };
}

/** Runs in the page. The router keeps the page before on the screen until the next one can be drawn. */
async function goInPage(path: string): Promise<void> {
  const top = () => document.querySelector('main')?.firstElementChild ?? null;
  const before = top();
  window.scalrLook.isHolding = false;
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate', { state: null }));
  const start = performance.now();
  const isLate = () => performance.now() - start > (before === null ? 1_000 : 5_000);
  while (top() === before && !isLate()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Each once; of those that say the same, the one that knows where it comes from. */
function told(troubles: readonly Trouble[]): readonly Trouble[] {
  const once = new Map<string, Trouble>();
  for (const trouble of troubles) {
    const key = `${trouble.kind} ${trouble.text.split('\n')[0]}`;
    if ((once.get(key)?.stack ?? '') === '') once.set(key, trouble);
  }
  return [...once.values()];
}

function originOf(address: string): string {
  return new URL(address.replace(/^ws/, 'http')).origin;
}

function named(request: Request, home: string): string {
  const { origin, pathname, search } = new URL(request.url());
  return `${request.method()} ${origin === home ? '' : origin}${pathname}${search}`;
}
