import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from './browser.ts';
import { addPerson, app, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeAll(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello', { visibleGroups: ['managers'] })]);
});
afterAll(() => identity.stop());

const usernames = async () => {
  const users = (await identity.admin('GET', '/users')).json as { username: string; isTest: boolean }[];
  return users.map(({ username, isTest }) => `${username} ${isTest}`);
};
const link = (username: string, returnTo = 'http://hello.localhost/notes') =>
  identity.admin('POST', '/sign-in-links', { username, returnTo });
const path = (url: unknown) => new URL(url as string).pathname;

/** Follows a link and signs in to hello; the claims of its access token. */
async function signInBy(browser: Browser, username: string) {
  const { json } = await link(username);
  const followed = await browser.ask(path((json as { url: string }).url));
  expect([followed.status, followed.location?.href]).toEqual([303, 'http://hello.localhost/notes']);
  const begun = await browser.authorize('hello');
  const answer = await browser.follow(begun.answer);
  const tokens = (await browser.redeem({ ...begun, answer })).json as { access_token: string };
  return JSON.parse(Buffer.from(tokens.access_token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
}

test('three people for tests are there, and are not counted as people', async () => {
  expect(await usernames()).toEqual(['manager true', 'member true', 'other true']);
  expect((await identity.admin('POST', '/bootstrap')).status).toBe(200);
});

test('a link signs one browser in as somebody, in their place', async () => {
  const browser = new Browser(identity);
  expect(await signInBy(browser, 'member')).toMatchObject({ preferred_username: 'member', groups: [] });
  expect(await signInBy(browser, 'manager')).toMatchObject({ preferred_username: 'manager', groups: ['managers'] });
});

test('they may open an app that asks for a group, as its least member', async () => {
  const staff = app('staff', { requiredGroups: ['staff'], visibleGroups: ['managers', 'staff'] });
  await identity.admin('PUT', '/clients', [app('hello', { visibleGroups: ['managers'] }), staff]);
  const groups = async (username: string) => {
    const { json } = await identity.admin('POST', '/tokens', { clientId: 'staff', username });
    const [, claims = ''] = (json as { accessToken: string }).accessToken.split('.');
    return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { groups: string[] }).groups;
  };
  expect([await groups('member'), await groups('manager')]).toEqual([['staff'], ['staff', 'managers']]);
});

test('a link works once', async () => {
  const { json } = await link('member');
  const used = path((json as { url: string }).url);
  expect((await new Browser(identity).ask(used)).status).toBe(303);
  const again = await new Browser(identity).ask(used);
  expect([again.status, again.text.includes('already used')]).toEqual([400, true]);
  expect((await new Browser(identity).ask('/sign-in-as/guess')).status).toBe(400);
});

test('a link leads to an app and nowhere else', async () => {
  for (const elsewhere of ['http://evil.example/', 'http://hello.localhost.evil.example/', 'javascript:alert(1)', '']) {
    const { status, json } = await link('member', elsewhere);
    expect([elsewhere, status, json]).toEqual([
      elsewhere,
      400,
      expect.objectContaining({ code: 'AUTH_REQUEST_INVALID' }),
    ]);
  }
  expect((await link('nobody')).json).toMatchObject({ code: 'AUTH_USER_UNKNOWN' });
});

test('nobody signs in as one of them by a password', async () => {
  for (const password of ['', '!', PASSWORD]) {
    const browser = new Browser(identity);
    const begun = await browser.authorize('hello');
    expect((await browser.submit(begun.answer, 'member', password)).status).toBe(400);
  }
});

test('in production they are not there: no sign-in, no session, no link, and their names are free', async () => {
  const browser = new Browser(identity);
  await signInBy(browser, 'other');
  await identity.restart({ allowTestTokens: false });
  expect(await usernames()).toEqual(['admin false']);
  expect((await link('member')).json).toMatchObject({ code: 'AUTH_TEST_TOKENS_OFF' });
  const begun = await browser.authorize('hello');
  expect(begun.answer.location?.pathname).toMatch(/^\/sign-in\//);
  expect((await browser.submit(begun.answer, 'other')).status).toBe(400);
  await addPerson(identity, 'member', ['staff']);
  expect(await usernames()).toEqual(['admin false', 'member false']);
  await identity.restart({ allowTestTokens: true });
  expect(await usernames()).toEqual(['admin false', 'manager true', 'member false', 'other true']);
});
