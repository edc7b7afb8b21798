import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from '@scalr/process';
import { exampleWorkspace } from '@scalr/testing';
import { expect, it } from 'vitest';
import { type AppMakeup, affectedApps } from '../affected.ts';
import { makeupOf } from '../makeup.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const app = (slug: string, more: Partial<AppMakeup> = {}): AppMakeup => ({
  ...{ slug, folder: `apps/products/${slug}`, backend: 'typescript', calls: [], packages: new Set<string>() },
  ...more,
});
const APPS = [
  app('bare', { backend: 'none' }),
  app('plain', { packages: new Set(['packages/ui', 'packages/app-server', 'packages/api-types']) }),
  app('python', { backend: 'fastapi', packages: new Set(['packages/ui', 'packages/api-types']) }),
  app('caller', { calls: ['plain'], packages: new Set(['packages/app-server', 'packages/api-types']) }),
];
const ALL = ['bare', 'caller', 'plain', 'python'];

it.each([
  ['apps/products/bare/frontend/src/App.tsx', ['bare']],
  // Who calls an app stands on its API.
  ['apps/products/plain/backend/src/main.ts', ['caller', 'plain']],
  ['packages/ui/src/button.tsx', ['caller', 'plain', 'python']],
  ['packages/app-server/src/errors.ts', ['caller', 'plain']],
  ['packages/app-server-py/src/scalr_app_server/gate.py', ['python']],
  ['packages/api-types/src/python/api.generated.ts', ['python']],
  ['packages/api-types/src/plain/api.generated.ts', ['caller', 'plain']],
  ['packages/api-types/src/query.ts', ['caller', 'plain', 'python']],
  ['packages/engine-native/src/engine.ts', ALL],
  ['services/gateway/embedded/src/main.ts', ALL],
  ['package-lock.json', ALL],
  ['packages/engine-native/test/backup.test.ts', []],
  ['packages/testing/src/http.ts', []],
  ['docs/content/start.md', []],
  ['infra/checks/direction.ts', []],
  ['.github/workflows/apps.yml', []],
])('a change of %s reaches %j', (path, slugs) => {
  expect(affectedApps([path], APPS)).toEqual(slugs);
});

it('the apps of this repository are made of what their sources import, and of what that imports', async () => {
  const apps = new Map((await makeupOf(ROOT)).map((one) => [one.slug, one]));
  expect(['template-app', 'portal'].filter((slug) => apps.has(slug))).toEqual([]);
  expect([...(apps.get('hello')?.packages ?? [])]).toEqual(
    expect.arrayContaining([
      ...['packages/api-types', 'packages/app-client', 'packages/app-server', 'packages/auth-client-ts'],
      ...['packages/errors', 'packages/ui'],
    ]),
  );
});

it('the script tells them since a commit, and all where it does not know the commit', async () => {
  const workspace = exampleWorkspace('calling-apps');
  const { PATH = '', HOME = '' } = process.env;
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const env = { PATH, HOME, ...who, SCALR_WORKSPACE: workspace.root };
  const tell = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run([program, ...args], { cwd: workspace.root, env });
    expect([code, stderr]).toEqual([0, '']);
    return stdout.trim();
  };
  const list = (since: string) => tell(process.execPath, join(ROOT, 'infra/affected-apps/list.ts'), since);
  try {
    mkdirSync(join(workspace.root, 'packages'));
    await tell('git', 'init', '-q');
    await tell('git', 'add', 'apps');
    await tell('git', 'commit', '-q', '-m', 'Begin');
    const since = await tell('git', 'rev-parse', 'HEAD');
    expect(await list(since)).toBe('[]');
    const file = join(workspace.root, 'apps/products/vault/backend/src/more.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'export const more = 1;\n');
    await tell('git', 'add', 'apps');
    await tell('git', 'commit', '-q', '-m', 'Change');
    const all = JSON.parse(await list('0'.repeat(40)));
    expect(all).toEqual(expect.arrayContaining(['billing', 'desk', 'vault']));
    const reached = JSON.parse(await list(since));
    expect(reached).toContain('vault');
    expect(reached.length).toBeLessThan(all.length);
  } finally {
    workspace.remove();
  }
});
