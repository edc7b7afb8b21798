import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let platform: PlatformUnderTest;
const HELLO = 'apps/products/hello';

/** Without an interpreter of this test's own choosing: the launcher finds one as it does for a person. */
async function smoke(folder: string, args: readonly string[] = []) {
  const { PATH = '', HOME = '' } = process.env;
  const { code, stdout, stderr } = await run(['bash', join(platform.root, folder, 'scripts/smoke-test.sh'), ...args], {
    cwd: '/',
    env: { PATH, HOME, SCALR_WORKSPACE: platform.root, SCALR_NODE: process.execPath },
    timeoutMs: 60_000,
  });
  return { code, said: `${stdout}${stderr}`.trim().split('\n') };
}

const up = async (...args: string[]) => {
  const { code, stdout } = await platform.cli(['up', ...args, '--json']);
  expect(code, stdout).toBe(0);
};
const edit = (file: string, from: string, to: string): (() => void) => {
  const path = join(platform.root, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  return () => writeFileSync(path, text);
};
const passed = (slug: string) => [
  'ok    the manifest is valid',
  'ok    GET /api/health: 200',
  'ok    GET /api/me without a token: 401',
  'ok    GET /api/me as member: 200',
  'ok    GET / as a browser: 200',
  `ok    the page is the one of ${slug}`,
];

beforeAll(() => {
  platform = platformUnderTest('this repository');
  edit(
    'template-app/app.manifest.yml',
    'backend: typescript',
    'auth: { required_groups: [managers] }\nbackend: typescript',
  );
});
afterAll(() => platform.remove());

test('nothing runs: it says so, and that the machine is asked, not the app', async () => {
  expect(await smoke(HELLO)).toMatchObject({ code: 3, said: expect.arrayContaining(['      fix: ./scalr up']) });
});

test('an app that was not asked for is not blamed either', async () => {
  await up('hello');
  const { code, said } = await smoke('template-app');
  expect([code, said.at(-1)]).toEqual([3, '      fix: ./scalr up template-app']);
});

test('portal and hello pass', async () => {
  await up('hello', 'template-app');
  for (const folder of ['apps/portal', HELLO]) {
    const { code, said } = await smoke(folder);
    expect([folder, code, said]).toEqual([folder, 0, passed(folder.split('/').at(-1) as string)]);
  }
});

test('an app for one group passes for a test person, and says which other person may not enter', async () => {
  expect(await smoke('template-app')).toMatchObject({ code: 0, said: passed('template-app') });
  const refused = await smoke('template-app', ['--as', 'admin']);
  expect(refused.code).toBe(1);
  expect(refused.said[3]).toMatch(/^FAIL {2}GET \/api\/me as admin: 403, expected 200\. /);
  expect(await smoke('template-app', ['--as', 'nobody'])).toMatchObject({ code: 3 });
});

test('a broken manifest is the app’s, with file, line and fix', async () => {
  const mend = edit(`${HELLO}/app.manifest.yml`, 'kind: product', 'kind: produkt');
  const { code, said } = await smoke(HELLO);
  mend();
  expect(code).toBe(1);
  expect(said[0]).toMatch(/^FAIL {2}apps\/products\/hello\/app\.manifest\.yml:5 MANIFEST_BAD_VALUE: /);
  expect(said[1]).toBe('      fix: did you mean "product"? Set "kind" to it');
});

test('the page of another app is noticed', async () => {
  const mend = edit(`${HELLO}/frontend/index.html`, 'content="hello"', 'content="template-app"');
  const { code, said } = await smoke(HELLO);
  mend();
  expect([code, said.at(-2)]).toEqual([1, 'FAIL  the page is the one of template-app, expected hello']);
});

test('it follows the platform to https and another port, and leaves the token out in production', async () => {
  await platform.cli(['down']);
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  await up('hello', '--tls', '--prod', '--port', String(port));
  const { code, said } = await smoke(HELLO);
  expect([code, said]).toEqual([
    0,
    passed('hello').map((line) =>
      line.includes('as member') ? 'skip  GET /api/me with a token: there are no test tokens in production' : line,
    ),
  ]);
});

test('a wrong command line is 2', async () => {
  expect(await smoke(HELLO, ['--nonsense'])).toMatchObject({ code: 2 });
  expect(await smoke(HELLO, ['--help'])).toMatchObject({ code: 0 });
});
