import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildFrontend, buildFrontends, frontendFingerprint } from '../../src/frontends/index.ts';
import { CHECKOUT, remove, temporaryFolder } from '../stack/example-install.ts';
import { linkModules, writeFiles } from './example-frontend.ts';

const folder = temporaryFolder();
const workspaceFolder = join(folder, 'workspace');
const folders = { stateFolder: join(folder, 'state'), installFolder: CHECKOUT, workspaceFolder };
const root = join(workspaceFolder, 'docs/frontend');
const app = { slug: 'docs', kind: 'site', root } as const;
const page = (text: string) =>
  `<html lang="en"><head><title>Docs</title></head><body><p style="color:red">${text}</p></body></html>\n`;

beforeAll(() => {
  writeFiles(root, {
    'astro.config.ts': 'export default {};\n',
    'sources.json': '[]\n',
    'src/pages/index.astro': page('home'.repeat(400)),
    'src/pages/guides/deploy.astro': page('deploy'),
    'src/pages/404.astro': page('nothing here'),
    'public/guides/deploy.md': '# Deploy\n',
  });
  linkModules(workspaceFolder);
});
afterAll(() => remove(folder));

it('builds a site with its compressed siblings, and finds it again until something it is made from changes', async () => {
  const { folder: built, reused } = await buildFrontend({ app, ...folders });
  expect(reused).toBe(false);
  for (const name of ['index.html', 'index.html.br', 'index.html.gz', 'guides/deploy/index.html', '404.html']) {
    expect(existsSync(join(built, name)), name).toBe(true);
  }
  expect(readFileSync(join(built, 'guides/deploy.md'), 'utf8')).toBe('# Deploy\n');
  expect(await buildFrontend({ app, ...folders })).toEqual({ folder: built, reused: true });

  const names = new Set([await frontendFingerprint({ app, ...folders })]);
  writeFiles(root, { 'sources.json': '["../content"]', '../content/page.md': '# One\n' });
  names.add(await frontendFingerprint({ app, ...folders }));
  writeFiles(root, { '../content/page.md': '# Two\n' });
  names.add(await frontendFingerprint({ app, ...folders }));
  names.add(await frontendFingerprint({ app, ...folders, compresses: false }));
  expect(names.size).toBe(4);
});

it('is built anew where something is edited meanwhile, also where that was wrong', async () => {
  const place = { ...folders, stateFolder: join(folder, 'other-state') };
  writeFiles(root, { 'src/pages/guides/deploy.astro': '---\nconst x = ;\n---\n<p>{x}</p>\n' });
  const building = buildFrontend({ app, ...place, compresses: false });
  const begun = join(place.stateFolder, 'build/docs');
  while (!existsSync(begun) || readdirSync(begun).length === 0) await setImmediate();
  writeFiles(root, { 'src/pages/guides/deploy.astro': page('mended') });
  const { folder: built } = await building;
  expect(readFileSync(join(built, 'guides/deploy/index.html'), 'utf8')).toContain('mended');
  expect(readdirSync(begun)).toEqual([await frontendFingerprint({ app, ...place, compresses: false })]);
});

it('says where a site is wrong, and leaves nothing behind', async () => {
  writeFiles(root, { 'src/pages/guides/deploy.astro': '---\nconst x = ;\n---\n<p>{x}</p>\n' });
  const [syntax] = await buildFrontends({ apps: [app], ...folders });
  expect(syntax).toMatchObject({
    ok: false,
    problems: [{ code: 'SITE_BUILD_FAILED', file: 'docs/frontend/src/pages/guides/deploy.astro', line: 2 }],
  });
  writeFiles(root, { 'src/pages/guides/deploy.astro': page('<b onclick="alert(1)">x</b>') });
  const [inline] = await buildFrontends({ apps: [app], ...folders });
  expect(inline).toMatchObject({
    ok: false,
    problems: [
      {
        code: 'FRONTEND_INLINE_CODE',
        message: expect.stringContaining('guides/deploy/index.html of docs holds an event handler attribute'),
        fix: 'move it into a file below src/ or public/ that the page names',
      },
    ],
  });
  expect(readdirSync(join(folders.stateFolder, 'build/docs'))).toHaveLength(1);
});
