import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { http, platformUnderTest, until } from '@scalr/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { appLife } from './app-life.ts';

// Each test starts whole commands, and some of them apps, on a machine that others may be using.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const platform = platformUnderTest('this repository');
const { root } = platform;
const { below, killedAt, read, request, secret, titlesOf, up } = appLife(platform);
const NOTES = ['Tent', 'Stove', 'It\'s 5 o\'clock \\ "quoted"\nnext line'];

beforeAll(async () => {
  for (const name of ['Packing list', 'Caller']) {
    expect((await platform.cli(['new-app', name, '--description', 'For tests.', '--json'])).code).toBe(0);
  }
  const caller = 'apps/products/caller/app.manifest.yml';
  writeFileSync(join(root, caller), `${read(caller)}# whom it calls\ncalls: [hello, packing-list]\n`);
  await up();
  for (const name of ['ann', 'bob']) await platform.cli(['user', 'add', name, '--json']);
  for (const title of NOTES) await request('packing-list', '/api/notes', { as: 'ann', body: { title } });
});
afterAll(() => platform.remove());

it('keeps id, data and secrets, moves everything else, and sends the old host on', async () => {
  const manifestBefore = read('apps/products/packing-list/app.manifest.yml');
  const password = secret('DB_PASSWORD_PACKING_LIST');
  const old = (await platform.cli(['open', 'packing-list', '--json'])).data.url;
  const renamed = await platform.cli(['rename', 'packing-list', 'gear', '--json']);
  expect(renamed.data).toMatchObject({
    ...{ slug: 'gear', former: 'packing-list', folder: 'apps/products/gear' },
    callers: ['apps/products/caller'],
  });
  const manifest = read('apps/products/gear/app.manifest.yml');
  const idOf = (text: string) => /^id: (.*)$/m.exec(text)?.[1];
  expect(idOf(manifest)).toBe(idOf(manifestBefore));
  expect(manifest).toMatch(/^database:\n {2}name: packing_list$/m);
  expect([password, secret('DB_PASSWORD_PACKING_LIST')]).toEqual([secret('DB_PASSWORD_GEAR'), undefined]);
  expect(below('packages/api-types/src').filter((name) => /gear|packing/.test(name))).toEqual(['gear']);
  expect(read('apps/products/gear/frontend/src/api.ts')).toContain("'@scalr/api-types/gear'");
  expect(read('apps/products/caller/app.manifest.yml')).toContain('# whom it calls\ncalls: [hello, gear]\n');
  expect(await titlesOf('gear', 'ann')).toEqual([...NOTES].sort());
  const answer = await http(`${old}/notes?page=2`);
  expect([answer.status, answer.headers.location]).toEqual([308, `${renamed.data.url}/notes?page=2`]);
  expect((await request('gear', '/')).body).toContain('content="gear"');
});

it('can go back', async () => {
  expect((await platform.cli(['rename', 'gear', 'packing-list', '--json'])).code).toBe(0);
  expect(await titlesOf('packing-list', 'ann')).toEqual([...NOTES].sort());
  const manifest = read('apps/products/packing-list/app.manifest.yml');
  expect(manifest).toMatch(/former_subdomains:\n {4}- gear\n/);
});

it.each([
  [['packing-list', 'hello'], 'APP_NAME_TAKEN'],
  [['packing-list', 'packing-list'], 'RENAME_SAME'],
  [['packing-list', 'Not So'], 'MANIFEST_BAD_VALUE'],
  [['portal', 'front'], 'APP_IS_KEPT'],
  [['nobody', 'somebody'], 'APP_NOT_FOUND'],
])('refuses %s with %s and changes nothing', async (args, code) => {
  const before = below('apps/products');
  const answer = await platform.cli(['rename', ...args, '--json']);
  expect([answer.code, answer.data.problems[0].code]).toEqual([1, code]);
  expect([below('apps/products'), below('.scalr/scaffold')]).toEqual([before, []]);
});

// Each goes on from where the one before it came to.
let now = 'packing-list';
it.each(['planned', 'staged', 'prepared', 'moved', 'files', 'placed', 'others', 'cleared'])(
  'is whole or has not happened when it is killed at: %s',
  async (step) => {
    const to = `at-${step}`;
    await killedAt('renameApp', step, { slug: now, to });
    const isDone = !['planned', 'staged', 'prepared'].includes(step);
    const [here, gone] = isDone ? [to, now] : [now, to];
    await until('it is put in order', () => below('.scalr/scaffold').length === 0, 30_000);
    await until('it runs', async () => (await request(here, '/api/health').catch(() => null))?.status === 200, 40_000);
    expect(below('apps/products').filter((name) => name === here || name === gone)).toEqual([here]);
    expect(below('packages/api-types/src').filter((name) => name === here || name === gone)).toEqual([here]);
    expect(read('apps/products/caller/app.manifest.yml')).toContain(`calls: [hello, ${here}]`);
    expect(secret(`DB_PASSWORD_${gone.toUpperCase().replaceAll('-', '_')}`)).toBeUndefined();
    expect(await titlesOf(here, 'ann')).toEqual([...NOTES].sort());
    now = here;
  },
);
