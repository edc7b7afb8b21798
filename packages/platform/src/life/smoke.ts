import type { Manifest } from '@scalr/manifest';
import { ADMIN_GROUP, type AppPlan, type Plan } from '@scalr/plan';
import { type AppQuestion, openAppHttp } from '../app-http.ts';
import type { Platform } from '../platform.ts';
import { lifeErrors } from './errors.ts';

/** One thing that has to hold of every app that runs. */
export interface SmokeCheck {
  readonly name: 'health' | 'refuses' | 'admits' | 'page';
  readonly what: string;
  /** Milliseconds. */
  readonly took: number;
}

type Ask = Awaited<ReturnType<typeof openAppHttp>>;

/** As often as one waits for a site: the gateway says after a minute that it is still being built. */
const SITE_TRIES = 4;
const SITE_WITHIN_MS = 90_000;

/** A backend that starts for the first time makes its tables, and a first page is compiled. */
const WITHIN_MS = 30_000;

/**
 * Boots an app by asking it what every app must answer: health, nobody without a token, somebody with a real one, and
 * its own page. A site is asked for its first page, whose it is, and for one that it does not have.
 * @throws ScalrError `APP_CHECK_FAILED` with what it answered instead
 */
export async function smokeApp(platform: Platform, plan: Plan, app: AppPlan): Promise<readonly SmokeCheck[]> {
  const ask = await openAppHttp(platform.engine);
  const { manifest, url, frontend } = app;
  const hasApi = manifest.backend !== 'none';
  const checks: Promise<SmokeCheck | null>[] = [];
  if (hasApi) checks.push(timed('health', 'health answers 200', () => health(ask, app)));
  if (hasApi && manifest.auth.required) {
    checks.push(
      timed('refuses', 'the API refuses whoever brings no token', () =>
        expectStatus(ask, `${url}/api/me`, { headers: { accept: 'application/json' } }, 401),
      ),
    );
    checks.push(signedIn(platform, plan, app, ask));
  }
  if (frontend === 'page') checks.push(timed('page', 'the page is served', () => page(ask, app)));
  if (frontend === 'site') checks.push(timed('page', 'the site is served', () => site(ask, app)));
  const settled = await Promise.allSettled(checks);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return settled.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
}

async function timed(name: SmokeCheck['name'], what: string, work: () => Promise<unknown>): Promise<SmokeCheck> {
  const begun = performance.now();
  await work();
  return { name, what, took: Math.round(performance.now() - begun) };
}

const accept = (type: string) => ({ headers: { accept: type } });

async function health(ask: Ask, { url, manifest }: AppPlan): Promise<void> {
  await expectStatus(ask, `${url}${manifest.routing.health_path}`, accept('application/json'), 200);
}

/** Null: nobody is there yet who may, or no tokens are given out (production). */
async function signedIn(
  { identity }: Platform,
  plan: Plan,
  { slug, url, manifest }: AppPlan,
  ask: Ask,
): Promise<SmokeCheck | null> {
  const username = plan.mode === 'production' ? undefined : await somebody(identity, manifest);
  const client = plan.clients.find((one) => one.slug === slug);
  if (username === undefined || client === undefined || identity.tokens === undefined) return null;
  const { tokens } = identity;
  return timed('admits', `the API knows ${username}`, async () => {
    const { accessToken } = await tokens.issue(client.clientId, username);
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    await expectStatus(ask, `${url}/api/me`, { headers }, 200);
  });
}

async function somebody(identity: Platform['identity'], { auth }: Manifest): Promise<string | undefined> {
  const users = (await identity.listUsers()).filter(
    ({ disabled, groups }) => !disabled && auth.required_groups.every((group) => groups.includes(group)),
  );
  return (users.find(({ groups }) => groups.includes(ADMIN_GROUP)) ?? users[0])?.username;
}

async function page(ask: Ask, { slug, url }: AppPlan): Promise<void> {
  // Not as a browser: the gateway then holds the request instead of showing its waiting page.
  const { status, text: body } = await ask(`${url}/`, { ...accept('*/*'), timeoutMs: WITHIN_MS });
  const served = /<meta\s+name="scalr-app"\s+content="([^"]*)"/.exec(body)?.[1];
  if (status !== 200)
    throw lifeErrors.error('checkFailed', { slug, url: `${url}/`, wanted: '200', got: String(status) });
  if (served === slug) return;
  const got = served === undefined ? 'a page that does not say whose it is' : `the page of ${served}`;
  throw lifeErrors.error('checkFailed', { slug, url: `${url}/`, wanted: `a page of ${slug}`, got });
}

async function site(ask: Ask, app: AppPlan, tries = SITE_TRIES): Promise<void> {
  const { slug, url } = app;
  // Not as a browser: the gateway then holds the request instead of showing its waiting page.
  const first = await ask(`${url}/`, { ...accept('*/*'), timeoutMs: SITE_WITHIN_MS });
  if (first.text.includes('GATEWAY_SITE_BUILDING') && tries > 1) return site(ask, app, tries - 1);
  const wrong = (at: string, wanted: string, got: string) =>
    lifeErrors.error('checkFailed', { slug, url: `${url}${at}`, wanted, got });
  if (first.status !== 200) throw wrong('/', '200', `${first.status} ${first.text.slice(0, 300)}`);
  const { text } = await ask(`${url}/app-config.json`, accept('application/json'));
  if (!text.includes(`"slug":"${slug}"`)) throw wrong('/app-config.json', `a site of ${slug}`, text.slice(0, 300));
  await expectStatus(ask, `${url}/there-is-nothing-here/`, accept('*/*'), 404);
}

async function expectStatus(ask: Ask, url: string, question: AppQuestion, wanted: number): Promise<void> {
  const { status, text: body } = await ask(url, { ...question, timeoutMs: WITHIN_MS });
  if (status === wanted) return;
  const slug = new URL(url).hostname.split('.')[0] as string;
  const got = `${status} ${body.slice(0, 300)}`.trim();
  throw lifeErrors.error('checkFailed', { slug, url, wanted: String(wanted), got });
}
