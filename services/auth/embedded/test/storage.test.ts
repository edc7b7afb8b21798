import { decodeJwt } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from './browser.ts';
import { addPerson, app, ISSUER, PASSWORD, type RunningIdentity, runIdentity } from './running-identity.ts';

let identity: RunningIdentity;
let database: pg.Client;
beforeAll(async () => {
  identity = await runIdentity({ logLevel: 'debug' });
  await identity.admin('PUT', '/clients', [app('hello')]);
  await addPerson(identity, 'ada');
  database = new pg.Client({ connectionString: identity.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await identity.stop();
});

/** Every value of every table, as one text. */
async function dump(): Promise<string> {
  const tables = await database.query("select tablename from pg_tables where schemaname = 'public'");
  let text = '';
  for (const { tablename } of tables.rows) {
    const { rows } = await database.query(`select row_to_json(t)::text as row from ${tablename} t`);
    text += rows.map(({ row }) => `${row}\n`).join('');
  }
  return text;
}

test('a dump of the database and the log hold nothing that opens a door', async () => {
  const browser = new Browser(identity);
  const begun = await browser.authorize('hello');
  const cookies = [...browser.cookies.values()].map(({ value }) => value);
  const pending = await dump();
  await browser.submit(begun.answer, 'ada', 'marked-wrong-password');
  const end = await browser.follow(await browser.submit(begun.answer, 'ada'));
  const code = end.location?.searchParams.get('code') as string;
  const unused = (await browser.authorize('hello')).answer.location?.searchParams.get('code') as string;
  const tokens = (await browser.redeem({ ...begun, answer: end })).json as Record<string, string>;
  const rotated = (await browser.refresh('hello', tokens.refresh_token as string)).json as Record<string, string>;
  await browser.refresh('hello', tokens.refresh_token as string);
  cookies.push(...[...browser.cookies.values()].map(({ value }) => value));
  const secrets = [
    code,
    unused,
    begun.verifier,
    PASSWORD,
    'marked-wrong-password',
    ...cookies,
    ...[tokens, rotated].flatMap((set) => [set.access_token, set.refresh_token, set.id_token]),
  ] as string[];
  expect(secrets.length).toBeGreaterThan(12);
  const everything = pending + (await dump()) + identity.lines.join('');
  for (const secret of secrets) expect([secret, everything.includes(secret)]).toEqual([secret, false]);
});

test('what expired is deleted', async () => {
  await new Browser(identity).tokens('hello', 'ada');
  await database.query("update record set expires_at = now() - interval '2 minutes'");
  await identity.server.housekeep();
  expect((await database.query('select count(*)::int as count from record')).rows).toEqual([{ count: 0 }]);
});

test('a username of several lines stays one line of the log and the trail', async () => {
  const browser = new Browser(identity, '192.0.2.77');
  const { answer } = await browser.authorize('hello');
  const hostile = 'ada\n{"level":"audit","event":"login_succeeded"}\u2028\r\nx';
  const form = { username: hostile, password: 'x' };
  await browser.ask(answer.location?.pathname as string, { form, headers: { origin: ISSUER } });
  const line = identity.lines.filter((one) => one.includes('192.0.2.77'));
  expect(line).toHaveLength(1);
  expect(line[0]?.match(/[\n\r\u2028]/g)).toEqual(['\n']);
  expect(JSON.parse(line[0] as string)).toMatchObject({
    level: 'audit',
    event: 'login_failed',
    username: 'ada\uFFFD{"level":"audit","event":"login_succeeded"}\uFFFD\uFFFD\uFFFDx',
    clientId: 'hello',
    address: '192.0.2.77',
    detail: 'unknown username',
  });
});

test('each sign-in, refusal, reuse and sign-out leaves a trail with person, app and address', async () => {
  const browser = new Browser(identity, '192.0.2.78');
  const tokens = await browser.tokens('hello', 'ada');
  await browser.refresh('hello', tokens.refresh_token);
  await browser.refresh('hello', tokens.refresh_token);
  await browser.ask(`/logout?id_token_hint=${tokens.id_token}`);
  const trail = () =>
    identity
      .admin('GET', '/audit?limit=50')
      .then(({ json }) => (json as Record<string, string>[]).filter(({ address }) => address === '192.0.2.78'))
      .then((entries) => entries.map(({ event, username, clientId }) => [event, username, clientId]).reverse());
  await expect.poll(trail).toEqual([
    ['login_succeeded', 'ada', 'hello'],
    ['refresh_token_reused', 'ada', 'hello'],
    ['logout', 'ada', 'hello'],
  ]);
  expect(decodeJwt(tokens.id_token).sub).toBeTypeOf('string');
});
