import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isScalrError } from '@scalr/errors';
import { buildSite, siteSources } from '@scalr/site';
import { afterEach, beforeEach, expect, it } from 'vitest';

const MODULES = resolve(import.meta.dirname, '../../../node_modules');
let workspace: string;
let root: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'scalr-site-'));
  root = join(workspace, 'docs/frontend');
  await write('docs/frontend/sources.json', '["../content", "../../PLAN.md", "../../MISSING.md"]');
  await write(
    'docs/frontend/astro.config.ts',
    `import { siteConfig } from '@scalr/site/config';
const look = { light: '', dark: '', alt: '' };
const site = { root: import.meta.dirname, appFolder: 'docs', titles: {}, title: 'Site', description: '', sections: [] };
export default await siteConfig({ ...site, look, llms: '', styles: [], plugins: [] });
`,
  );
  await write('PLAN.md', '# Plan\n\nGo on.\n');
  await symlink(MODULES, join(workspace, 'node_modules'), 'dir');
});
afterEach(() => rm(workspace, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true });
  await writeFile(join(workspace, path), text);
}

const place = () => ({ slug: 'docs', root, stateFolder: join(workspace, '.scalr') });

it.each([
  ['no title', 'Text.\n', 1, 'a page begins with its title: `# …` on the first line'],
  ['a dead link', '# One\n\n```\n[a](b.md)\n```\n\n[x](gone.md)\n', 7, 'a link leads to gone.md, which does not exist'],
  ['no picture', '# One\n\n![x](a.png)\n', 3, 'a picture is missing: a.png'],
])('says where a page has %s', async (_, text, line, detail) => {
  await write('docs/content/guides/one.md', text);
  const error = await buildSite(place()).catch((thrown: unknown) => thrown);
  expect(isScalrError(error) && error.problems).toEqual([
    {
      code: 'SITE_BUILD_FAILED',
      message: `the site of docs does not build: ${detail}`,
      fix: `correct docs/content/guides/one.md:${line}, then load the page again or run ./scalr up`,
      file: 'docs/content/guides/one.md',
      line,
    },
  ]);
});

it('says what it reads besides its own folder: what exists', async () => {
  await write('docs/content/one.md', '# One\n');
  expect(await siteSources(place())).toEqual([
    resolve(import.meta.dirname, '../src'),
    join(workspace, 'docs/content'),
    join(workspace, 'PLAN.md'),
  ]);
});
