import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorkspace, type Workspace } from '@scalr/workspace';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manifest, workspace } from './workspace-folder.ts';

const foldersOf = ({ apps }: Workspace) => apps.map(({ folder }) => folder);
const codesOf = ({ quarantined }: Workspace) =>
  Object.fromEntries(quarantined.map(({ folder, problems }) => [folder, problems.map(({ code }) => code)]));

describe('loadWorkspace', () => {
  it('finds apps where apps may be, and nowhere else', async () => {
    const { root } = await workspace({
      'apps/portal/app.manifest.yml': manifest('portal', 'platform', 'backend: none'),
      'apps/portal/frontend/index.html': '',
      'apps/products/hello/app.manifest.yml': manifest('hello', 'product'),
      'apps/products/hello/backend/main.ts': '',
      'apps/products/hello/.env.app': 'PAGE_SIZE=5\n',
      'clients/acme/app.manifest.yml': manifest('acme', 'client', 'backend: none'),
      'services/billing/app.manifest.yml': manifest('billing', 'platform', 'backend: none'),
      'template-app/app.manifest.yml': manifest('template-app', 'internal', 'backend: none'),
      'docs/app.manifest.yml': manifest('docs', 'platform', 'backend: none'),
      'docs/content/app.manifest.yml': manifest('content', 'platform', 'backend: none'),
      'other/thing/app.manifest.yml': manifest('thing', 'internal', 'backend: none'),
      'apps/node_modules/app.manifest.yml': manifest('node-modules', 'internal', 'backend: none'),
      'apps/.hidden/app.manifest.yml': manifest('hidden', 'internal', 'backend: none'),
      'apps/deep/er/app.manifest.yml': manifest('er', 'internal', 'backend: none'),
      'docs/frontend/astro.config.ts': 'export default {};',
      'docs/frontend/index.html': '',
      'services/auth/embedded/README.md': '',
      'apps/README.md': '',
    });
    const found = await loadWorkspace(root);
    expect(foldersOf(found)).toEqual([
      'apps/portal',
      'apps/products/hello',
      'clients/acme',
      'docs',
      'services/billing',
      'template-app',
    ]);
    expect(found.quarantined).toEqual([]);
    expect(found.apps.map(({ frontend }) => frontend)).toEqual(['page', null, null, 'site', null, null]);
    expect(found.apps[1]?.env).toEqual({ PAGE_SIZE: '5' });
  });

  it('sets the template aside where another app has what it claims; that is no problem of the workspace', async () => {
    const { root } = await workspace({
      'apps/good/app.manifest.yml': manifest('good', 'internal', 'backend: none', 'database: { name: notes }'),
      'template-app/app.manifest.yml': manifest(
        'template-app',
        'internal',
        'backend: none',
        'database: { name: notes }',
      ),
    });
    const found = await loadWorkspace(root);
    expect(foldersOf(found)).toEqual(['apps/good']);
    expect(found.quarantined).toEqual([]);
    expect(found.setAside).toMatchObject([{ folder: 'template-app', problems: [{ code: 'MANIFEST_CLAIMED' }] }]);
  });

  it('quarantines what is unfit with every problem, and goes on with the rest', async () => {
    const { root } = await workspace({
      'apps/good/app.manifest.yml': manifest('good', 'internal', 'backend: none'),
      'apps/wrong/app.manifest.yml': manifest('other', 'internal', 'backend: none', 'surprise: 1'),
      'apps/wrong/.env.app': 'API_KEY=x\nPORT=1\n',
      'apps/huge/app.manifest.yml': 'x'.repeat(10 * 1024 * 1024),
      'apps/bytes/app.manifest.yml': Buffer.from([0xff, 0xfe, 0x00]),
      'apps/empty/app.manifest.yml': '',
      'apps/yaml/app.manifest.yaml': manifest('yaml', 'internal'),
      'apps/folder/app.manifest.yml/x': '',
      'apps/no-backend/app.manifest.yml': manifest('no-backend', 'internal', 'backend: fastapi'),
      'apps/zz-claims/app.manifest.yml': manifest(
        'zz-claims',
        'internal',
        'backend: none',
        'routing: { subdomain: good }',
      ),
    });
    const found = await loadWorkspace(root);
    expect(foldersOf(found)).toEqual(['apps/good']);
    expect(codesOf(found)).toEqual({
      'apps/bytes': ['MANIFEST_NOT_TEXT'],
      'apps/empty': ['MANIFEST_NOT_MAPPING'],
      'apps/folder': ['WORKSPACE_NOT_A_FILE'],
      'apps/huge': ['MANIFEST_TOO_LARGE'],
      'apps/no-backend': ['WORKSPACE_BACKEND_MISSING'],
      'apps/wrong': ['MANIFEST_WRONG_FOLDER', 'MANIFEST_UNKNOWN_KEY', 'MANIFEST_SECRET', 'ENV_KEY_OWNED'],
      'apps/yaml': ['WORKSPACE_MANIFEST_MISNAMED'],
      'apps/zz-claims': ['MANIFEST_CLAIMED'],
    });
    for (const { folder, problems } of found.quarantined) {
      for (const { file, fix } of problems) {
        expect(file).toMatch(new RegExp(`^${folder}/`));
        expect(fix).not.toBe('');
      }
    }
    expect(found.quarantined.find(({ folder }) => folder === 'apps/no-backend')?.problems).toMatchObject([
      { line: 9, pointer: '/backend', fix: 'add apps/no-backend/backend, or set backend: none' },
    ]);
  });

  it('takes nothing through a link that leads out, and is not held up by what cannot be read', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'scalr-outside-'));
    onTestFinished(() => rm(outside, { recursive: true }));
    await writeFile(join(outside, 'app.manifest.yml'), manifest('linked', 'internal', 'backend: none'));
    const { root } = await workspace({
      'apps/good/app.manifest.yml': manifest('good', 'internal', 'backend: none'),
      'apps/file-link/README.md': '',
      'apps/pipe/README.md': '',
    });
    await symlink(outside, join(root, 'apps/linked'));
    await symlink(join(outside, 'app.manifest.yml'), join(root, 'apps/file-link/app.manifest.yml'));
    await symlink('loop', join(root, 'apps/loop'));
    await symlink('nowhere', join(root, 'apps/broken'));
    await symlink('good', join(root, 'apps/alias'));
    execFileSync('mkfifo', [join(root, 'apps/pipe/app.manifest.yml')]);
    const found = await loadWorkspace(root);
    expect(foldersOf(found)).toEqual(['apps/good']);
    expect(codesOf(found)).toEqual({
      'apps/alias': ['MANIFEST_WRONG_FOLDER'],
      'apps/file-link': ['WORKSPACE_LINK_OUTSIDE'],
      'apps/linked': ['WORKSPACE_LINK_OUTSIDE'],
      'apps/loop': ['WORKSPACE_UNREADABLE'],
      'apps/pipe': ['WORKSPACE_NOT_A_FILE'],
    });
  });

  it('never shows a folder name that could rewrite a terminal', async () => {
    const { root } = await workspace({ 'apps/a\u001b[2Jb\nc/app.manifest.yml': manifest('abc', 'internal') });
    expect((await loadWorkspace(root)).quarantined).toMatchObject([
      { folder: 'apps/a%1B%5B2Jb%0Ac', problems: [{ code: 'WORKSPACE_FOLDER_NAME', file: 'apps/a%1B%5B2Jb%0Ac' }] },
    ]);
  });

  it('brings the app its own icon, and warns of one that cannot be shown', async () => {
    const icon = 'icon: assets/icon.svg';
    const { root } = await workspace({
      'apps/drawn/app.manifest.yml': manifest('drawn', 'internal', 'backend: none', icon),
      'apps/drawn/assets/icon.svg': '<?xml version="1.0"?>\n<svg/>',
      'apps/html/app.manifest.yml': manifest('html', 'internal', 'backend: none', icon),
      'apps/html/assets/icon.svg': '<html></html>',
      'apps/large/app.manifest.yml': manifest('large', 'internal', 'backend: none', icon),
      'apps/large/assets/icon.svg': `<svg>${' '.repeat(40_000)}</svg>`,
      'apps/lucide/app.manifest.yml': manifest('lucide', 'internal', 'backend: none', 'icon: minus'),
      'apps/none-here/app.manifest.yml': manifest('none-here', 'internal', 'backend: none', icon, 'calls: [gone]'),
    });
    const { apps, warnings } = await loadWorkspace(root);
    const svgs = apps.map(({ folder, iconImage }) => [folder, iconImage && atob(iconImage.split(';base64,')[1]!)]);
    expect(svgs).toEqual([
      ['apps/drawn', '<?xml version="1.0"?>\n<svg/>'],
      ['apps/html', undefined],
      ['apps/large', undefined],
      [
        'apps/lucide',
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="#fff" ' +
          'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M5 12h14"/></svg>',
      ],
      ['apps/none-here', undefined],
    ]);
    expect(warnings.map(({ folder, problems }) => [folder, ...problems.map(({ message }) => message)])).toEqual([
      ['apps/html', 'The icon apps/html/assets/icon.svg is no SVG; the tile shows a plain window instead.'],
      ['apps/large', 'The icon apps/large/assets/icon.svg has 40011 bytes; the tile shows a plain window instead.'],
      [
        'apps/none-here',
        'The icon apps/none-here/assets/icon.svg is missing; the tile shows a plain window instead.',
        '"calls" names gone, and there is no such app in the workspace. The calls to the others work.',
      ],
    ]);
  });

  it('parses again only what changed, and sees every change', async () => {
    const { root, write } = await workspace({
      'apps/one/app.manifest.yml': manifest('one', 'internal', 'backend: none'),
      'apps/two/app.manifest.yml': manifest('two', 'internal', 'backend: none'),
    });
    const cache = new Map();
    const first = await loadWorkspace(root, { cache });
    const changed = manifest('two', 'internal', 'backend: none').replace('name: two', 'name: Two');
    await write('apps/two/app.manifest.yml', changed);
    await write('apps/new/app.manifest.yml', manifest('new', 'internal', 'backend: none'));
    const second = await loadWorkspace(root, { cache });
    expect(second.apps.map(({ manifest: { name } }) => name)).toEqual(['new', 'one', 'Two']);
    expect(second.apps[1]?.manifest).toBe(first.apps[0]?.manifest);
    await rm(join(root, 'apps/one'), { recursive: true });
    expect(foldersOf(await loadWorkspace(root, { cache }))).toEqual(['apps/new', 'apps/two']);
  });

  it('says that there is no such folder', async () => {
    await expect(loadWorkspace('/nowhere/at/all')).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND', exitCode: 2 });
  });

  it('is at ease with an empty one', async () => {
    const { root } = await workspace();
    expect(await loadWorkspace(root)).toEqual({ root, apps: [], quarantined: [], setAside: [], warnings: [] });
  });
});
