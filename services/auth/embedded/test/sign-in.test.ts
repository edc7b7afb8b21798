import { hash as argon2 } from '@node-rs/argon2';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Browser } from './browser.ts';
import { addPerson, app, ISSUER, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
let database: pg.Client;
beforeAll(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello')]);
  await addPerson(identity, 'ada', ['staff']);
  database = new pg.Client({ connectionString: identity.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await identity.stop();
});
afterEach(() => {
  vi.useRealTimers();
});

async function formOf(browser: Browser) {
  const { answer } = await browser.authorize('hello');
  return { answer, path: answer.location?.pathname as string };
}

test('the form asks for what password managers know, and names the app', async () => {
  const browser = new Browser(identity);
  const { answer } = await formOf(browser);
  const page = await browser.follow(answer);
  expect(page.text).toContain('<title>Sign in · SCALR</title>');
  expect(page.text).toContain('<strong>The hello app</strong>');
  expect(page.text).toMatch(/<label for="username">.*<input id="username"[^>]*autocomplete="username"/s);
  expect(page.text).toMatch(/<label for="password">.*<input id="password"[^>]*autocomplete="current-password"/s);
  expect(page.headers['content-security-policy']).toContain("form-action 'self' http://hello.localhost;");
});

test('cookies are for the server alone', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  expect([...browser.cookies.keys()].sort()).toContain('scalr-session');
  for (const [name, { text }] of browser.cookies) {
    expect([name, text]).toEqual([name, expect.stringMatching(/; samesite=lax; httponly/i)]);
    expect(text).not.toMatch(/domain=/i);
  }
  expect(browser.cookies.get('scalr-session')?.text).toMatch(/; path=\/;.*expires=/i);
});

test('over https they are Secure, with names that no other host can set', async () => {
  const secure = await runIdentity({ issuer: 'https://auth.example.test', portalUrl: 'https://portal.example.test' });
  await secure.admin('PUT', '/clients', [app('hello')]);
  await addPerson(secure, 'ada');
  const browser = new Browser(secure);
  const begun = await browser.authorize('hello');
  expect([...browser.cookies.keys()].every((name) => name.startsWith('__Secure-scalr-'))).toBe(true);
  const end = await browser.follow(await browser.submit(begun.answer, 'ada'));
  expect(end.location?.searchParams.get('iss')).toBe('https://auth.example.test');
  const { text } = browser.cookies.get('__Host-scalr-session') as { text: string };
  expect(text).toMatch(/; path=\/;/i);
  expect(text).toMatch(/; secure/i);
  expect(end.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  await secure.stop();
});

test('the session id is another one after the sign-in, and the old one is worth nothing', async () => {
  const browser = new Browser(identity);
  // A sign-out nobody asked for leaves a session without a person behind: an attacker could plant one.
  browser.cookies.set('scalr-session', { value: 'planted', path: '/', text: '' });
  await browser.authorize('hello');
  await browser.ask('/logout');
  const before = browser.cookies.get('scalr-session')?.value;
  await browser.tokens('hello', 'ada');
  const after = browser.cookies.get('scalr-session')?.value;
  expect(after).not.toBe(before);
  const thief = new Browser(identity);
  if (before !== undefined) thief.cookies.set('scalr-session', { value: before, path: '/', text: '' });
  expect((await thief.authorize('hello')).answer.location?.pathname).toMatch(/^\/sign-in\//);
});

test.each([
  ['another origin', { origin: 'https://evil.test' }],
  ['no origin', {}],
  ['an opaque origin', { origin: 'null' }],
  ['a cross-site page', { origin: ISSUER, 'sec-fetch-site': 'cross-site' }],
])('a form from %s is refused', async (_name, headers) => {
  const browser = new Browser(identity);
  const { path } = await formOf(browser);
  const answer = await browser.ask(path, { form: { username: 'ada', password: PASSWORD }, headers });
  expect(answer.status).toBe(403);
  expect(answer.headers.location).toBeUndefined();
});

test('a form without its cookie is refused', async () => {
  const { path } = await formOf(new Browser(identity));
  const stranger = new Browser(identity);
  const answer = await stranger.ask(path, {
    form: { username: 'ada', password: PASSWORD },
    headers: { origin: ISSUER },
  });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('This page has expired');
});

test('an unknown person and a wrong password look the same', async () => {
  const seen = [];
  for (const username of ['ada', 'nobody']) {
    const browser = new Browser(identity);
    const { answer, path } = await formOf(browser);
    const refused = await browser.submit(answer, username, 'not the password');
    seen.push([refused.status, refused.text.replaceAll(path, '').replaceAll(username, '')]);
    expect(refused.text).toContain(`value="${username}"`);
    expect(refused.text).toContain('<title>Error: Sign in · SCALR</title>');
    expect(refused.text).toMatch(/role="alert" id="problem"><h2><a href="#password">/);
    expect(refused.text).toMatch(/<input id="password"[^>]*aria-invalid="true" aria-describedby="problem"/);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('and they take the same time', async () => {
  const browser = new Browser(identity);
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
  const times: Record<string, number[]> = { ada: [], nobody: [] };
  for (let round = 0; round < 25; round++) {
    for (const username of ['ada', 'nobody']) {
      await database.query('delete from sign_in_attempt');
      const { answer } = await formOf(browser);
      const began = performance.now();
      await browser.submit(answer, username, 'not the password');
      times[username]?.push(performance.now() - began);
    }
  }
  const [known, unknown] = [median(times.ada as number[]), median(times.nobody as number[])];
  // A busy machine stretches both; without a decoy the unknown one would take a tenth of the known.
  expect(Math.abs(known - unknown)).toBeLessThan(Math.max(10, known * 0.3));
});

test('guessing is slowed down, across restarts and addresses, and nobody is locked out for good', async () => {
  await addPerson(identity, 'target');
  const start = Date.now();
  const at = (seconds: number) => vi.useFakeTimers({ toFake: ['Date'], now: start + seconds * 1000 });
  const attempt = async (password: string) => {
    const browser = new Browser(identity);
    const { answer } = await formOf(browser);
    return browser.submit(answer, 'target', password);
  };
  at(0);
  const statuses = [];
  for (let guess = 0; guess < 10; guess++) statuses.push((await attempt(`guess number ${guess}`)).status);
  expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 429, 429, 429, 429]);
  const paused = await attempt(PASSWORD);
  expect([paused.status, paused.headers['retry-after']]).toEqual([429, '1']);
  expect(paused.text).toContain('Too many attempts. Please wait a second');
  await identity.restart();
  expect((await attempt(PASSWORD)).status).toBe(429);
  at(1.1);
  expect((await attempt('yet another guess')).status).toBe(400);
  expect((await attempt(PASSWORD)).headers['retry-after']).toBe('2');
  at(3.2);
  expect((await attempt(PASSWORD)).status).toBe(303);
});

test('parallel guesses do not slip through', async () => {
  await addPerson(identity, 'crowded');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const forms = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const browser = new Browser(identity);
      return { browser, answer: (await formOf(browser)).answer };
    }),
  );
  const answers = await Promise.all(
    forms.map(({ browser, answer }) => browser.submit(answer, 'crowded', 'a wrong guess')),
  );
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(6);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(24);
});

test('one address is slowed down over many names, whatever it claims to be', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const statuses = [];
  for (let guess = 0; guess < 34; guess++) {
    const browser = new Browser(identity);
    const { path } = await formOf(browser);
    const headers = { origin: ISSUER, 'x-forwarded-for': `198.51.100.${guess}, 203.0.113.9` };
    const form = { username: `name-${guess}`, password: 'a wrong guess' };
    statuses.push((await browser.ask(path, { form, headers })).status);
  }
  expect(statuses.filter((status) => status === 400)).toHaveLength(31);
  expect(statuses.slice(31)).toEqual([429, 429, 429]);
});

test('a password of 5,000 characters is refused before it costs anything', async () => {
  const browser = new Browser(identity);
  const { answer } = await formOf(browser);
  const began = performance.now();
  const refused = await browser.submit(answer, 'ada', 'x'.repeat(5_000));
  expect(performance.now() - began).toBeLessThan(100);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('A password has at most 256 characters.');
});

test('passwords are argon2id with a salt each, and an older cost is raised at the sign-in', async () => {
  await addPerson(identity, 'twin-1');
  await addPerson(identity, 'twin-2');
  const stored = async (username: string) =>
    (await database.query('select password_hash from person where username = $1', [username])).rows[0].password_hash;
  const [one, two] = [await stored('twin-1'), await stored('twin-2')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  const cheap = await argon2(PASSWORD, { algorithm: 2, memoryCost: 4096, timeCost: 1, parallelism: 1 });
  await database.query('update person set password_hash = $1 where username = $2', [cheap, 'twin-1']);
  await new Browser(identity).tokens('hello', 'twin-1');
  await expect.poll(() => stored('twin-1')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  await new Browser(identity).tokens('hello', 'twin-1');
});

test('a disabled person is told nothing', async () => {
  await addPerson(identity, 'gone');
  await identity.admin('PATCH', '/users/gone', { disabled: true });
  const browser = new Browser(identity);
  const { answer } = await formOf(browser);
  const refused = await browser.submit(answer, 'gone');
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('The username or the password is not right.');
});

test('a username is the same in upper case, and may not be empty', async () => {
  const browser = new Browser(identity);
  const { answer } = await formOf(browser);
  const empty = await browser.submit(answer, '  ');
  expect(empty.text).toContain('<a href="#username">Please enter your username.</a>');
  const end = await browser.follow(await browser.submit(answer, ' ADA '));
  expect(end.location?.searchParams.has('code')).toBe(true);
});
