import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { http, platformUnderTest, until } from '@scalr/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { appLife } from './app-life.ts';

// Each test starts whole commands, and some of them apps, on a machine that others may be using.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const platform = platformUnderTest('this repository');
const { root } = platform;
const { below, killedAt, request, secret, titlesOf, up } = appLife(platform);
const NOTES = ['Tent', 'Stove', 'It\'s 5 o\'clock \\ "quoted"\nnext line'];

beforeAll(async () => {
  for (const name of ['Packing list', 'Doomed']) {
    expect((await platform.cli(['new-app', name, '--description', 'For tests.', '--json'])).code).toBe(0);
  }
  await up();
  for (const name of ['ann', 'bob']) await platform.cli(['user', 'add', name, '--json']);
  for (const title of NOTES) await request('packing-list', '/api/notes', { as: 'ann', body: { title } });
});
afterAll(() => platform.remove());

it('archives, and brings back', async () => {
  const { url } = (await platform.cli(['open', 'packing-list', '--json'])).data;
  const removed = await platform.cli(['remove', 'packing-list', '--json']);
  expect(removed.data).toMatchObject({ state: 'archived', undo: './scalr remove packing-list --undo' });
  expect((await http(`${url}/api/health`)).status).toBe(404);
  expect(existsSync(join(root, 'apps/products/packing-list/app.manifest.yml'))).toBe(true);
  const back = await platform.cli(['remove', 'packing-list', '--undo', '--json']);
  expect(back.data).toMatchObject({ state: 'active', url });
  expect(await titlesOf('packing-list', 'ann')).toEqual([...NOTES].sort());
});

it('purges only when somebody said yes', async () => {
  const answer = await platform.cli(['remove', 'packing-list', '--purge', '--json']);
  expect([answer.code, answer.data.problems[0].code]).toEqual([2, 'CLI_NEEDS_YES']);
  expect(await titlesOf('packing-list', 'ann')).toEqual([...NOTES].sort());
});

it('purges after a backup that can be read back', async () => {
  const purged = await platform.cli(['remove', 'packing-list', '--purge', '--yes', '--json']);
  expect(purged.data).toMatchObject({ state: 'purged', folder: 'apps/products/packing-list' });
  expect(purged.data.tables).toContainEqual({ name: 'public.notes', rows: 3 });
  expect(below(purged.data.backup)).toEqual(['api-types', 'app', 'backup.json', 'database']);
  expect(existsSync(join(root, 'apps/products/packing-list'))).toBe(false);
  expect(existsSync(join(root, 'packages/api-types/src/packing-list'))).toBe(false);
  expect(secret('DB_PASSWORD_PACKING_LIST')).toBeUndefined();
  const sql = "select count(*) from pg_database where datname = 'packing_list'";
  expect((await platform.cli(['query', 'hello', sql, '--json'])).data.rows).toEqual([['0']]);

  const back = await platform.cli(['remove', 'packing-list', '--undo', '--json']);
  expect(back.data.loaded.tables).toEqual(purged.data.tables);
  expect(await titlesOf('packing-list', 'ann')).toEqual([...NOTES].sort());
  expect((await request('packing-list', '/api/notes', { as: 'bob' })).body.items).toEqual([]);
  expect((await request('packing-list', '/api/notes', { as: 'bob', body: { title: 'Mine' } })).status).toBe(201);
});

it.each(['archived', 'applied', 'saved'])('has not lost anything when a purge is killed at: %s', async (step) => {
  await killedAt('removeApp', step, { slug: 'packing-list', purge: true });
  expect((await platform.cli(['remove', 'packing-list', '--undo', '--json'])).data.state).toBe('active');
  expect(await titlesOf('packing-list', 'ann')).toEqual([...NOTES].sort());
});

it('leaves nothing once its folder is gone, whoever was killed then', async () => {
  await killedAt('removeApp', 'moved', { slug: 'doomed', purge: true });
  expect(below('apps/products')).not.toContain('doomed');
  await until('the supervisor ends it', () => below('.scalr/scaffold').length === 0, 30_000);
  const sql = "select count(*) from pg_roles where rolname like 'doomed%'";
  expect((await platform.cli(['query', 'hello', sql, '--json'])).data.rows).toEqual([['0']]);
  expect([secret('DB_PASSWORD_DOOMED'), below('packages/api-types/src').includes('doomed')]).toEqual([
    undefined,
    false,
  ]);
  const made = await platform.cli(['new-app', 'Doomed', '--description', 'Anew.', '--json']);
  expect(made.data.running).toBe(true);
});
