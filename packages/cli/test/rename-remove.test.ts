import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@scalr/process';
import { http, platformUnderTest, until } from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const platform = platformUnderTest('this repository');
const { root } = platform;
const NOTES = ['Tent', 'Stove', 'It\'s 5 o\'clock \\ "quoted"\nnext line'];

beforeAll(async () => {
  for (const name of ['Packing list', 'Caller', 'Doomed']) {
    expect((await platform.cli(['new-app', name, '--description', 'For tests.', '--json'])).code).toBe(0);
  }
  const caller = join(root, 'apps/products/caller/app.manifest.yml');
  writeFileSync(caller, `${readFileSync(caller, 'utf8')}# whom it calls\ncalls: [hello, packing-list]\n`);
  expect((await platform.cli(['up', '--json'])).code).toBe(0);
  for (const name of ['ann', 'bob']) await platform.cli(['user', 'add', name, '--json']);
  for (const title of NOTES) await request('packing-list', '/api/notes', { as: 'ann', body: { title } });
});
afterAll(() => platform.remove());

async function request(slug: string, path: string, options: { as?: string; body?: object } = {}) {
  const { url } = (await platform.cli(['open', slug, '--json'])).data;
  const token = options.as && (await platform.cli(['token', slug, '--as', options.as, '--json'])).data.access_token;
  const answer = await http(`${url}${path}`, {
    method: options.body ? 'POST' : 'GET',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(options.body ? { 'content-type': 'application/json' } : {}),
    },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.text.startsWith('{') ? JSON.parse(answer.text) : answer.text,
  };
}

async function titlesOf(slug: string): Promise<string[]> {
  const { body } = await request(slug, '/api/notes', { as: 'ann' });
  return body.items.map(({ title }: { title: string }) => title).sort();
}

async function killedAt(useCase: string, step: string, wish: object) {
  const { PATH = '', HOME = '' } = process.env;
  const driver = join(import.meta.dirname, 'life-process.ts');
  const ended = await run([process.execPath, driver, useCase, step, JSON.stringify(wish)], {
    cwd: root,
    env: { PATH, HOME, SCALR_WORKSPACE: root },
    timeoutMs: 60_000,
  });
  expect(ended.code).not.toBe(0);
}

const staging = () => (existsSync(join(root, '.scalr/scaffold')) ? readdirSync(join(root, '.scalr/scaffold')) : []);
const secretsOf = (key: string) =>
  readFileSync(join(root, '.env.shared'), 'utf8').match(new RegExp(`^${key}=(.*)$`, 'm'))?.[1];

describe('rename', () => {
  it('keeps id, data and secrets, moves everything else, and sends the old host on', async () => {
    const manifestBefore = readFileSync(join(root, 'apps/products/packing-list/app.manifest.yml'), 'utf8');
    const password = secretsOf('DB_PASSWORD_PACKING_LIST');
    const old = (await platform.cli(['open', 'packing-list', '--json'])).data.url;
    const renamed = await platform.cli(['rename', 'packing-list', 'gear', '--json']);
    expect(renamed.data).toMatchObject({
      ...{ slug: 'gear', former: 'packing-list', folder: 'apps/products/gear' },
      callers: ['apps/products/caller'],
    });
    const manifest = readFileSync(join(root, 'apps/products/gear/app.manifest.yml'), 'utf8');
    const idOf = (text: string) => /^id: (.*)$/m.exec(text)?.[1];
    expect(idOf(manifest)).toBe(idOf(manifestBefore));
    expect(manifest).toMatch(/^database:\n {2}name: packing_list$/m);
    expect([password, secretsOf('DB_PASSWORD_PACKING_LIST')]).toEqual([secretsOf('DB_PASSWORD_GEAR'), undefined]);
    expect(readdirSync(join(root, 'packages/api-types/src')).filter((name) => /gear|packing/.test(name))).toEqual([
      'gear',
    ]);
    expect(readFileSync(join(root, 'apps/products/gear/frontend/src/api.ts'), 'utf8')).toContain(
      "'@scalr/api-types/gear'",
    );
    expect(readFileSync(join(root, 'apps/products/caller/app.manifest.yml'), 'utf8')).toContain(
      '# whom it calls\ncalls: [hello, gear]\n',
    );
    expect(await titlesOf('gear')).toEqual([...NOTES].sort());
    const answer = await http(`${old}/notes?page=2`);
    expect([answer.status, answer.headers.location]).toEqual([308, `${renamed.data.url}/notes?page=2`]);
    expect((await request('gear', '/')).body).toContain('content="gear"');
  });

  it('can go back', async () => {
    expect((await platform.cli(['rename', 'gear', 'packing-list', '--json'])).code).toBe(0);
    expect(await titlesOf('packing-list')).toEqual([...NOTES].sort());
    const manifest = readFileSync(join(root, 'apps/products/packing-list/app.manifest.yml'), 'utf8');
    expect(manifest).toMatch(/former_subdomains:\n {4}- gear\n/);
  });

  it.each([
    [['packing-list', 'hello'], 'APP_NAME_TAKEN'],
    [['packing-list', 'packing-list'], 'RENAME_SAME'],
    [['packing-list', 'Not So'], 'MANIFEST_BAD_VALUE'],
    [['portal', 'front'], 'APP_IS_KEPT'],
    [['nobody', 'somebody'], 'APP_NOT_FOUND'],
  ])('refuses %s with %s and changes nothing', async (args, code) => {
    const before = readdirSync(join(root, 'apps/products'));
    const answer = await platform.cli(['rename', ...args, '--json']);
    expect([answer.code, answer.data.problems[0].code]).toEqual([1, code]);
    expect([readdirSync(join(root, 'apps/products')), staging()]).toEqual([before, []]);
  });

  it.each(['planned', 'staged', 'prepared', 'moved', 'files', 'placed', 'others', 'cleared'])(
    'is whole or has not happened when it is killed at: %s',
    async (step) => {
      const to = `at-${step}`;
      await killedAt('renameApp', step, { slug: 'packing-list', to });
      const isDone = !['planned', 'staged', 'prepared'].includes(step);
      const [here, gone] = isDone ? [to, 'packing-list'] : ['packing-list', to];
      await until('it is put in order', () => staging().length === 0, 30_000);
      await until('it runs', async () => (await request(here, '/api/health')).status === 200, 40_000);
      expect(existsSync(join(root, 'apps/products', gone))).toBe(false);
      expect(
        readdirSync(join(root, 'packages/api-types/src')).filter((name) => name === here || name === gone),
      ).toEqual([here]);
      expect(readFileSync(join(root, 'apps/products/caller/app.manifest.yml'), 'utf8')).toContain(
        `calls: [hello, ${here}]`,
      );
      expect(secretsOf(`DB_PASSWORD_${gone.toUpperCase().replaceAll('-', '_')}`)).toBeUndefined();
      expect(await titlesOf(here)).toEqual([...NOTES].sort());
      if (isDone) expect((await platform.cli(['rename', to, 'packing-list', '--json'])).code).toBe(0);
    },
  );
});

describe('remove', () => {
  it('archives, and brings back', async () => {
    const { url } = (await platform.cli(['open', 'packing-list', '--json'])).data;
    const removed = await platform.cli(['remove', 'packing-list', '--json']);
    expect(removed.data).toMatchObject({ state: 'archived', undo: './scalr remove packing-list --undo' });
    expect((await http(`${url}/api/health`)).status).toBe(404);
    expect(existsSync(join(root, 'apps/products/packing-list/app.manifest.yml'))).toBe(true);
    const back = await platform.cli(['remove', 'packing-list', '--undo', '--json']);
    expect(back.data).toMatchObject({ state: 'active', url });
    expect(await titlesOf('packing-list')).toEqual([...NOTES].sort());
  });

  it('purges only when somebody said yes', async () => {
    const answer = await platform.cli(['remove', 'packing-list', '--purge', '--json']);
    expect([answer.code, answer.data.problems[0].code]).toEqual([2, 'CLI_NEEDS_YES']);
    expect(await titlesOf('packing-list')).toEqual([...NOTES].sort());
  });

  it('purges after a backup that can be read back', async () => {
    const purged = await platform.cli(['remove', 'packing-list', '--purge', '--yes', '--json']);
    expect(purged.data).toMatchObject({ state: 'purged', folder: 'apps/products/packing-list' });
    expect(purged.data.tables).toContainEqual({ name: 'public.notes', rows: 3 });
    expect(readdirSync(join(root, purged.data.backup)).sort()).toEqual(['api-types', 'app', 'backup.json', 'database']);
    expect(existsSync(join(root, 'apps/products/packing-list'))).toBe(false);
    expect(existsSync(join(root, 'packages/api-types/src/packing-list'))).toBe(false);
    expect(secretsOf('DB_PASSWORD_PACKING_LIST')).toBeUndefined();
    const sql = "select count(*) from pg_database where datname = 'packing_list'";
    expect((await platform.cli(['query', 'hello', sql, '--json'])).data.rows).toEqual([['0']]);

    const back = await platform.cli(['remove', 'packing-list', '--undo', '--json']);
    expect(back.data.loaded.tables).toEqual(purged.data.tables);
    expect(await titlesOf('packing-list')).toEqual([...NOTES].sort());
    expect((await request('packing-list', '/api/notes', { as: 'bob' })).body.items).toEqual([]);
    expect((await request('packing-list', '/api/notes', { as: 'bob', body: { title: 'Mine' } })).status).toBe(201);
  });

  it.each(['archived', 'applied', 'saved'])('has not lost anything when a purge is killed at: %s', async (step) => {
    await killedAt('removeApp', step, { slug: 'packing-list', purge: true });
    expect((await platform.cli(['remove', 'packing-list', '--undo', '--json'])).data.state).toBe('active');
    expect(await titlesOf('packing-list')).toEqual([...NOTES].sort());
  });

  it('leaves nothing once its folder is gone, whoever was killed then', async () => {
    expect((await platform.cli(['remove', 'doomed', '--purge', '--yes', '--json'])).data.state).toBe('purged');
    expect(staging()).toEqual([]);
    const made = await platform.cli(['new-app', 'Doomed', '--description', 'Anew.', '--json']);
    expect(made.data.running).toBe(true);
  });
});
