import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, type Tokens } from './browser.ts';
import { addPerson, app, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
beforeEach(async () => {
  identity = await runIdentity();
  await identity.admin('PUT', '/clients', [app('hello')]);
  await addPerson(identity, 'ada');
});
afterEach(async () => {
  vi.useRealTimers();
  await identity.stop();
});

const MINUTE = 60_000;
const published = async () =>
  ((await new Browser(identity).ask('/jwks')).json as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
const keyFiles = () => readdirSync(identity.settings.keysFolder);
const fileOf = (kid: string) => join(identity.settings.keysFolder, `${kid}.json`);
const signedBy = (jwt: string) => decodeProtectedHeader(jwt).kid;

test('key files are for their owner alone', async () => {
  expect(statSync(identity.settings.keysFolder).mode & 0o777).toBe(0o700);
  const files = keyFiles();
  expect(files).toHaveLength(1);
  for (const file of files) expect(statSync(join(identity.settings.keysFolder, file)).mode & 0o777).toBe(0o600);
  expect(statSync(identity.settings.adminSocket).mode & 0o777).toBe(0o600);
});

test('a new key is published, then signs, and the old one verifies until its tokens are dead', async () => {
  const browser = new Browser(identity);
  const [first] = await published();
  let tokens = await browser.tokens('hello', 'ada');
  const start = Date.now();
  const answer = await identity.admin('POST', '/keys/rotate');
  const { kid: second, signsAt, previousVerifiesUntil } = answer.json as Record<string, string>;
  expect(Date.parse(signsAt as string) - start).toBeGreaterThan(10.5 * MINUTE);
  expect(Date.parse(previousVerifiesUntil as string) - Date.parse(signsAt as string)).toBe(16 * MINUTE);

  const refresh = async () => {
    const next = await browser.refresh('hello', tokens.refresh_token);
    expect(next.status).toBe(200);
    tokens = next.json as Tokens;
    return [signedBy(tokens.access_token), signedBy(tokens.id_token)];
  };
  expect(await published()).toEqual([first, second]);
  expect(await refresh()).toEqual([first, first]);

  vi.useFakeTimers({ toFake: ['Date'], now: start + 12 * MINUTE });
  await identity.server.housekeep();
  expect(await published()).toEqual([second, first]);
  expect(await refresh()).toEqual([second, second]);
  expect(Object.keys(JSON.parse(readFileSync(fileOf(first as string), 'utf8')))).not.toContain('d');
  await identity.restart();
  expect(await published()).toEqual([second, first]);

  vi.useFakeTimers({ toFake: ['Date'], now: start + 28 * MINUTE });
  await identity.server.housekeep();
  expect(await published()).toEqual([second]);
  expect(keyFiles()).toEqual([`${second}.json`]);
  expect(await refresh()).toEqual([second, second]);
  expect(identity.lines.filter((line) => line.includes('"event":"key_rotated"'))).toHaveLength(3);
});

test('no request fails while keys turn', async () => {
  const browser = new Browser(identity);
  await browser.tokens('hello', 'ada');
  let running = true;
  const turning = (async () => {
    for (let turn = 0; turn < 5; turn++) await identity.admin('POST', '/keys/rotate');
    running = false;
  })();
  const statuses = new Set<number>();
  while (running) statuses.add((await browser.redeem(await browser.authorize('hello'))).status);
  await turning;
  expect([...statuses]).toEqual([200]);
});

const refusalOf = async () =>
  identity.restart().then(
    () => 'started',
    (error: { code: string; message: string; fix: string }) => ({ code: error.code, fix: error.fix }),
  );

test('a lost key file stops the start with a way out', async () => {
  const [kid] = await published();
  const text = readFileSync(fileOf(kid as string));
  unlinkSync(fileOf(kid as string));
  const fix = `restore ${fileOf(kid as string)} from a backup; or, to accept that everybody signs in again: touch ${join(identity.settings.keysFolder, 'reset')}`;
  expect(await refusalOf()).toEqual({ code: 'AUTH_KEY_FILE_LOST', fix });
  expect(keyFiles()).toEqual([]);
  writeFileSync(fileOf(kid as string), text);
  await identity.start();
  expect(await published()).toEqual([kid]);
});

test.each([
  ['empty', ''],
  ['cut off', '{"kty":"RSA","n":"'],
  ['another key', JSON.stringify({ kty: 'RSA', e: 'AQAB', n: 'AAAA' })],
])('a key file that is %s stops the start', async (_name, text) => {
  const [kid] = await published();
  writeFileSync(fileOf(kid as string), text);
  expect(await refusalOf()).toMatchObject({ code: 'AUTH_KEY_FILE_CORRUPT' });
  writeFileSync(join(identity.settings.keysFolder, 'reset'), '');
  await identity.start();
  const [fresh] = await published();
  expect(fresh).not.toBe(kid);
  expect(keyFiles()).toEqual([`${fresh}.json`]);
});
