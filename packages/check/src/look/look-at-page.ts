import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppPlan, Plan } from '@scalr/plan';
import { openAppHttp, type Platform } from '@scalr/platform';
import { openBrowserSession } from '../browser-session.ts';
import { errors } from '../errors.ts';
import { signInRequest } from '../sign-in-request.ts';
import type { Persona } from '../subject.ts';
import { axeFaults } from './axe-faults.ts';
import { clickThrough } from './click-through.ts';
import type { PageDescription } from './in-page.ts';
import { cutOff, isNetworkChange, TRIES } from './network-change.ts';
import { evidenceName } from './page-files.ts';
import { type SourcePlace, sourcePlaces } from './source-places.ts';
import { openTab, type Tab, type Trouble } from './tab.ts';

export interface LookWish {
  /** Path of the page, `/orders`; may have a query. */
  readonly path: string;
  readonly as: Persona;
  /** Pixels; default 1280. */
  readonly width?: number | undefined;
  readonly isDark?: boolean | undefined;
  /** Names of controls that are pressed first, in order, with changes held back. */
  readonly clicks?: readonly string[] | undefined;
}

export interface LookGround {
  readonly platform: Platform;
  readonly plan: Plan;
  readonly app: AppPlan;
  /** Absolute path of the state folder. */
  readonly state: string;
  readonly browser: () => Promise<string>;
}

export interface Sight extends Omit<PageDescription, 'links' | 'sticksOut' | 'mainText'> {
  /** Where the browser ended up. */
  readonly url: string;
  readonly as: Persona;
  /** Absolute path of a PNG. */
  readonly screenshot: string;
  /** What the page still waited for after five seconds; null: nothing. */
  readonly waits: string | null;
  /** On the console, uncaught, and requests to others. */
  readonly errors: readonly Seen[];
  readonly failedRequests: readonly Seen[];
  readonly accessibility: readonly Seen[];
  /** Elements that do not fit into the width. */
  readonly sticksOut: readonly string[];
}

export interface Seen {
  readonly what: string;
  readonly file?: string;
  readonly line?: number;
}

const HEIGHTS = { wide: 800, narrow: 844 };

/**
 * Opens one page in a real browser as somebody, and says what is on it.
 * @throws ScalrError `CHECK_NOT_IN_PRODUCTION`, `LOOK_FAILED`, `LOOK_NETWORK_CHANGED`, `LOOK_NOTHING_TO_CLICK`, and what
 * keeps anybody from having a browser
 */
export async function lookAtPage(ground: LookGround, wish: LookWish): Promise<Sight> {
  const { platform, plan, app } = ground;
  const { tokens } = platform.identity;
  if (plan.mode === 'production' || tokens === undefined) throw errors.error('production', {});
  const session = openBrowserSession({
    executable: ground.browser,
    signInLink: (as) => tokens.signInLink(as, `${app.url}/`),
    signInRequest: signInRequest(plan, app),
    url: app.url,
  });
  try {
    const context = await session.as(wish.as);
    const tab = await openTab(context, { url: app.url, known: [plan.issuer] });
    const width = wish.width ?? 1280;
    await tab.page.setViewportSize({ width, height: width < 600 ? HEIGHTS.narrow : HEIGHTS.wide });
    await tab.page.emulateMedia({ colorScheme: wish.isDark === true ? 'dark' : 'light' });
    const { waits, description, troubles } = await see(tab, wish);
    const folder = join(ground.state, 'look', app.slug);
    await mkdir(folder, { recursive: true });
    const screenshot = join(folder, `${shotName(wish)}.png`);
    await tab.page.screenshot({ path: screenshot, animations: 'disabled', fullPage: true });
    const faults = await axeFaults(tab.page);
    const placeOf = await placesOf(ground);
    const told = async (what: string, stack: string | null): Promise<Seen> => ({
      what,
      ...(stack === null ? null : await placeOf(stack)),
    });
    const all = [...troubles, ...tab.take()];
    const of = (...kinds: Trouble['kind'][]) => all.filter(({ kind }) => kinds.includes(kind));
    const { links: _links, sticksOut, mainText: _mainText, ...rest } = description;
    return {
      ...rest,
      url: tab.page.url(),
      ...{ as: wish.as, screenshot, waits, sticksOut: sticksOut.map(({ what }) => what) },
      errors: await Promise.all(
        of('console', 'exception', 'outside').map(({ kind, text, stack }) =>
          told(kind === 'outside' ? `asks outside: ${text}` : text, stack),
        ),
      ),
      failedRequests: of('request').map(({ status, text }) => ({
        what: status === 0 ? text : `${status} for ${text}`,
      })),
      accessibility: await Promise.all(
        faults.map(({ id, help, html, source }) => told(`${id}: ${help}: ${html}`, source)),
      ),
    };
  } catch (error) {
    const [detail = ''] = (error as Error).message.split('\n');
    throw isOwn(error) ? error : errors.error('lookFailed', { detail: detail.trim() });
  } finally {
    await session.close();
  }
}

interface Seeing {
  readonly waits: string | null;
  readonly description: PageDescription;
  readonly troubles: readonly Trouble[];
}

/** In edit mode a page is loaded anew when it meets a package for the first time; and networks change. */
async function see(tab: Tab, wish: LookWish, tries = TRIES): Promise<Seeing> {
  const { path, clicks = [] } = wish;
  tab.take();
  const again = () => see(tab, wish, tries - 1);
  let waits: string | null;
  let description: PageDescription;
  try {
    waits = await tab.open(path);
    if (clicks.length > 0) waits = await clickThrough(tab, clicks);
    description = await tab.page.evaluate(() => window.scalrLook.describe());
  } catch (error) {
    const { message } = error as Error;
    const isCut = isNetworkChange(message) || cutOff(tab.take(), false) !== null;
    if (tries > 0 && (isCut || /context was destroyed/.test(message))) return again();
    throw error;
  }
  const troubles = tab.take();
  const isEmpty = description.text === '';
  const cut = cutOff(troubles, isEmpty);
  if (tries > 0 && (cut !== null || (isEmpty && tries === TRIES))) return again();
  if (cut !== null) throw errors.error('networkChanged', { detail: cut.replaceAll('\n', '; ') });
  return { waits, description, troubles };
}

const isOwn = (error: unknown) => error instanceof Error && 'problems' in error;

function shotName({ path, as, width, isDark, clicks = [] }: LookWish): string {
  const parts = [evidenceName(path.replace(/[?#].*$/, '')), as, width === undefined ? '' : String(width)];
  return [...parts, isDark === true ? 'dark' : '', clicks.length > 0 ? 'pressed' : '']
    .filter((part) => part !== '')
    .join('-');
}

async function placesOf({ platform, app }: LookGround): Promise<(stack: string) => Promise<SourcePlace | null>> {
  const send = await openAppHttp(platform.engine);
  const read = async (path: string) => (await send(new URL(path, app.url).href, { headers: { accept: '*/*' } })).text;
  return sourcePlaces({ url: app.url, folder: app.folder, read });
}
