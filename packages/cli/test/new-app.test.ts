import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@scalr/process';
import {
  complaintsOf,
  launchBrowser,
  type PlatformUnderTest,
  platformUnderTest,
  repositoryCopy,
  until,
} from '@scalr/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { appLife } from './app-life.ts';

// Each test starts whole commands, and some of them apps, on a machine that others may be using.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const DESCRIPTION = ['--description', 'What to take along.'];

const below = (root: string, folder: string): readonly string[] =>
  existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : [];

/** Everything a new app may leave anywhere. */
function traces(root: string) {
  return {
    apps: below(root, 'apps'),
    products: below(root, 'apps/products'),
    clients: below(root, 'clients'),
    services: below(root, 'services'),
    types: below(root, 'packages/api-types/src'),
    staging: below(root, '.scalr/scaffold'),
    secrets: existsSync(join(root, '.env.shared'))
      ? readFileSync(join(root, '.env.shared'), 'utf8').match(/^\w+(?==)/gm)
      : [],
  };
}

/** Databases and roles of the running server. */
async function databases(platform: PlatformUnderTest): Promise<string> {
  const sql =
    "select string_agg(n, ' ' order by n) from (select datname n from pg_database union select rolname from pg_roles where rolname not like 'scalr_reader%') x";
  const { data } = await platform.cli(['query', 'hello', sql, '--json']);
  return JSON.stringify(data.rows);
}

describe('on a running platform', () => {
  const platform = platformUnderTest('this repository');
  const { root } = platform;
  const { killedAt, request, titlesOf, up } = appLife(platform);
  beforeAll(() => up());
  afterAll(() => platform.remove());

  it.each([
    ['product', 'typescript', 'apps/products/club-packing-list'],
    ['client', 'fastapi', 'clients/acme-board'],
    ['internal', 'typescript', 'apps/holidays'],
    ['platform', 'fastapi', 'services/status-page'],
  ])('makes an app of kind %s with a %s backend in %s that works', async (kind, backend, folder) => {
    const slug = folder.split('/').at(-1) as string;
    const name = slug.replaceAll('-', ' ');
    const choices = ['--kind', kind, '--backend', backend];
    const made = await platform.cli(['new-app', name, ...DESCRIPTION, ...choices, '--json']);
    expect(made.data).toMatchObject({ slug, folder, running: true });
    expect(made.data.url).toContain(`//${slug}.localhost`);
    expect(made.data.checks.map((check: { name: string }) => check.name).sort()).toEqual([
      'admits',
      'health',
      'page',
      'refuses',
    ]);
    expect((await platform.cli(['validate', '--json'])).data.quarantined).toEqual([]);
  });

  it.each(['club-packing-list', 'acme-board'])(
    'keeps what one member writes in %s from another, over a restart',
    async (slug) => {
      for (const name of ['ann', 'bob']) await platform.cli(['user', 'add', name, '--json']);
      expect((await request(slug, '/api/notes', { as: 'ann', body: { title: 'Tent' } })).status).toBe(201);
      await platform.cli(['restart', slug]);
      expect(await titlesOf(slug, 'bob')).toEqual([]);
      expect(await titlesOf(slug, 'ann')).toEqual(['Tent']);
    },
  );

  it.each(['club-packing-list', 'acme-board'])(
    'shows in the browser what a member made in %s to them alone, also after a restart',
    async (slug) => {
      const browser = await launchBrowser();
      onTestFinished(() => browser.close());
      const pageOf = async (username: string) => {
        const context = await browser.newContext();
        const complaints = complaintsOf(context);
        const page = await context.newPage();
        await page.goto((await platform.cli(['open', slug, '--as', username, '--json'])).data.url);
        await page.getByRole('heading', { level: 1, name: 'Notes' }).waitFor();
        return { page, complaints };
      };
      const { page, complaints } = await pageOf('member');
      await page.getByRole('button', { name: 'New note' }).click();
      await page.getByLabel('Title').fill('Two ropes');
      await page.getByRole('button', { name: 'Create note' }).click();
      await page.getByRole('listitem').filter({ hasText: 'Two ropes' }).waitFor();
      const { page: ofOther } = await pageOf('other');
      await ofOther.getByText('No notes yet').waitFor();
      expect(await ofOther.getByText('Two ropes').count()).toBe(0);
      await platform.cli(['restart', slug]);
      await page.reload();
      await page.getByRole('listitem').filter({ hasText: 'Two ropes' }).waitFor();
      expect(complaints).toEqual([]);
    },
  );

  it('refuses a taken name, and whatever else is wrong, at once and before anything is written', async () => {
    const before = traces(root);
    const taken = await platform.cli(['new-app', 'Hello', ...DESCRIPTION, '--json']);
    expect([taken.code, taken.data.problems.map(({ code }: { code: string }) => code)]).toEqual([
      1,
      ['APP_NAME_TAKEN'],
    ]);
    const wrong = ['--slug', 'Not A Slug', '--color', 'red', '--icon', 'no-such-icon', '--json'];
    const bad = await platform.cli(['new-app', 'Fine', ...DESCRIPTION, ...wrong]);
    expect(bad.data.problems.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/color',
      '/icon',
      '/slug',
    ]);
    expect(traces(root)).toEqual(before);
  });

  it('takes everything back when the app does not work, and says why', async () => {
    const before = { files: traces(root), databases: await databases(platform) };
    const main = join(root, 'template-app/backend/src/main.ts');
    const good = readFileSync(main, 'utf8');
    writeFileSync(main, `${good}\nthrow new Error('nobody said how');\n`);
    const failed = await platform.cli(['new-app', 'Broken one', ...DESCRIPTION, '--json']);
    writeFileSync(main, good);
    expect(failed.code).not.toBe(0);
    expect(failed.data.problems[0]).toMatchObject({
      code: 'APP_CHECK_FAILED',
      message: expect.stringContaining('broken-one'),
    });
    expect({ files: traces(root), databases: await databases(platform) }).toEqual(before);
    expect((await request('hello', '/api/health')).status).toBe(200);
  });

  it.each(['planned', 'staged', 'types', 'placed', 'applied', 'checked'])(
    'leaves no trace or a running app when it is killed at: %s',
    async (step) => {
      const before = traces(root);
      const slug = `killed-at-${step}`;
      await killedAt('newApp', step, { name: slug, description: 'Killed.' });
      if (['planned', 'staged', 'types'].includes(step)) {
        await until('the supervisor sweeps', () => below(root, '.scalr/scaffold').length === 0, 30_000);
        expect(traces(root)).toEqual(before);
        return;
      }
      await until(
        'the platform brings it up',
        async () => (await request(slug, '/api/me', { as: 'ann' }).catch(() => null))?.status === 200,
        40_000,
      );
      expect(traces(root).staging).toEqual([]);
      expect(traces(root).types).toContain(slug);
    },
  );

  it('makes twenty at once, every one with ports of its own', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `crowd-${index + 1}`);
    const made = await Promise.all(names.map((name) => platform.cli(['new-app', name, ...DESCRIPTION, '--json'])));
    expect(made.map(({ code, stdout }) => (code === 0 ? 0 : stdout))).toEqual(names.map(() => 0));
    const ports = names.map((name) =>
      readFileSync(join(root, `apps/products/${name}/app.manifest.yml`), 'utf8').match(/(?:frontend|backend|db): \d+/g),
    );
    expect(new Set(ports.flat()).size).toBe(60);
    for (const name of names) expect((await request(name, '/api/health')).status).toBe(200);
  }, 240_000);
});

describe('with the platform down', () => {
  const platform = platformUnderTest('this repository');
  const { root } = platform;
  afterAll(() => platform.remove());

  it('names everything that is missing in one error, and asks nothing without a terminal', async () => {
    const answer = await platform.cli(['new-app', '--json']);
    expect([answer.code, answer.data.problems[0].code, answer.data.problems[0].message]).toEqual([
      2,
      'NEW_APP_MISSING',
      'A new app needs name and description, and there is no terminal to ask at.',
    ]);
  });

  it('does all but the boot, and says so', async () => {
    const made = await platform.cli(['new-app', 'Packing', ...DESCRIPTION]);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain('the platform is down');
    expect(existsSync(join(root, 'apps/products/packing/app.manifest.yml'))).toBe(true);
    expect((await platform.cli(['validate', '--json'])).data.quarantined).toEqual([]);
  });

  it('gives an app of either language the client that its backend asks for', async () => {
    const made = await platform.cli(['new-app', 'Snake', ...DESCRIPTION, '--backend', 'fastapi', '--json']);
    expect(made.data).toMatchObject({ slug: 'snake', running: false, url: null });
    const { apps } = (await platform.cli(['types', '--check', '--json'])).data;
    expect(apps).toContainEqual({ slug: 'snake', state: 'fresh' });
    expect(apps).toContainEqual({ slug: 'packing', state: 'fresh' });
  });

  it('does not write into a folder that is there already', async () => {
    mkdirSync(join(root, 'apps/products/mine'));
    writeFileSync(join(root, 'apps/products/mine/notes.txt'), 'mine');
    const answer = await platform.cli(['new-app', 'Mine', ...DESCRIPTION, '--json']);
    expect(answer.data.problems[0].code).toBe('APP_FOLDER_TAKEN');
    expect(readdirSync(join(root, 'apps/products/mine'))).toEqual(['notes.txt']);
  });
});

/** A small file system of its own, which only root can make. */
const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

describe.runIf(mayMount)('on a disk', () => {
  const place = mkdtempSync(join(tmpdir(), 'scalr-disk-'));
  let root: string;
  const mount = (...args: string[]) => expect(spawnSync('mount', [...args, place]).status).toBe(0);
  beforeAll(() => {
    mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs');
    root = repositoryCopy(place).root;
    mkdirSync(join(root, '.scalr'), { mode: 0o700 });
  });
  afterAll(() => {
    expect(spawnSync('umount', ['--lazy', place]).status).toBe(0);
    rmSync(place, { recursive: true });
  });

  async function newApp(name: string) {
    const { PATH = '', HOME = '' } = process.env;
    const main = join(import.meta.dirname, '../src/main.ts');
    const { code, stdout } = await run([process.execPath, main, 'new-app', name, ...DESCRIPTION, '--json'], {
      cwd: root,
      env: { PATH, HOME, SCALR_WORKSPACE: root },
      timeoutMs: 60_000,
    });
    return { code, data: JSON.parse(stdout) };
  }

  it('that is full, says so and leaves no trace', async () => {
    const before = traces(root);
    const ballast = join(place, 'ballast');
    const { bavail, bsize } = statfsSync(place);
    // Room for some of the files, and not for all.
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 90_000));
    const full = await newApp('Too much');
    expect([full.code, full.data.problems[0].code, full.data.problems[0].fix]).toEqual([
      3,
      'FILE_NO_SPACE',
      expect.stringContaining('free some space'),
    ]);
    expect(traces(root)).toEqual(before);
    rmSync(ballast);
    expect((await newApp('Too much')).data.slug).toBe('too-much');
  });

  it('that is read-only, says so and leaves no trace', async () => {
    const before = traces(root);
    mount('-o', 'remount,ro');
    const answer = await newApp('Never');
    mount('-o', 'remount,rw');
    expect([answer.code, answer.data.problems[0].code]).toEqual([3, 'FILE_READ_ONLY']);
    expect(traces(root)).toEqual(before);
  });
});
