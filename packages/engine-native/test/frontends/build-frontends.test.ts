import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildOutcome, buildFrontend, buildFrontends } from '../../src/frontends/index.ts';
import { CHECKOUT, remove, temporaryFolder } from '../stack/example-install.ts';
import { exampleFrontend, linkModules, writeFiles } from './example-frontend.ts';

const folder = temporaryFolder();
const workspaceFolder = join(folder, 'workspace');
const folders = { stateFolder: join(folder, 'state'), installFolder: CHECKOUT, workspaceFolder };
const good = { slug: 'good', kind: 'page' as const, root: exampleFrontend(workspaceFolder, 'good') };
let built: string;

const filesOf = (root: string): string[] =>
  readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();

beforeAll(async () => {
  linkModules(workspaceFolder);
  built = (await buildFrontend({ app: good, ...folders })).folder;
});
afterAll(() => remove(folder));

describe('a built frontend', () => {
  it('is a page, its hashed assets and their compressed siblings', () => {
    const names = filesOf(built).map((name) => name.replace(/-[\w-]{8}\./, '-<hash>.'));
    expect(names).toEqual([
      'assets/index-<hash>.css',
      'assets/index-<hash>.css.br',
      'assets/index-<hash>.css.gz',
      'assets/index-<hash>.js',
      'assets/index-<hash>.js.br',
      'assets/index-<hash>.js.gz',
      'index.html',
      'robots.txt',
    ]);
    expect(dirname(built)).toBe(join(folder, 'state/build/good'));
  });

  it('has siblings that hold the same bytes', () => {
    for (const name of filesOf(built).filter((file) => /\.(?:js|css)$/.test(file))) {
      const plain = readFileSync(join(built, name));
      expect(brotliDecompressSync(readFileSync(join(built, `${name}.br`))).equals(plain)).toBe(true);
      expect(gunzipSync(readFileSync(join(built, `${name}.gz`))).equals(plain)).toBe(true);
    }
  });

  it('runs under a strict content security policy', () => {
    const page = readFileSync(join(built, 'index.html'), 'utf8');
    expect(page.match(/<script\b[^>]*>[^<]*<\/script>/g)).toEqual([
      expect.stringMatching(/^<script type="module" crossorigin src="\/assets\/index-[\w-]{8}\.js"><\/script>$/),
    ]);
    expect(page).not.toMatch(/<style|style=|modulepreload-polyfill/);
  });

  it('is made for production, styled, and tells no secret and no source', () => {
    const text = filesOf(built)
      .filter((name) => /\.(?:js|css|html)$/.test(name))
      .map((name) => readFileSync(join(built, name), 'utf8'))
      .join('\n');
    expect(text).toContain('hello from good');
    expect(text).toContain('#123456');
    expect(text).not.toContain('do-not-tell');
    expect(text).not.toContain('sourceMappingURL');
    expect(text).not.toContain('jsxDEV');
    expect(text).not.toContain(folder);
  });

  it('is the same bytes wherever it is built', async () => {
    const again = await buildFrontend({ app: good, ...folders, stateFolder: join(folder, 'elsewhere') });
    const contents = (root: string) => filesOf(root).map((name) => [name, readFileSync(join(root, name), 'base64')]);
    expect(basename(again.folder)).toBe(basename(built));
    expect(contents(again.folder)).toEqual(contents(built));
  });

  it('is reused until a source changes; then the one before stays', async () => {
    expect(await buildFrontend({ app: good, ...folders })).toEqual({ folder: built, reused: true });
    writeFiles(good.root, { 'src/app.tsx': 'export const App = () => <p>edited once</p>;\n' });
    const second = await buildFrontend({ app: good, ...folders });
    writeFiles(good.root, { 'src/app.tsx': 'export const App = () => <p>edited twice</p>;\n' });
    const third = await buildFrontend({ app: good, ...folders });
    expect([second.reused, third.reused]).toEqual([false, false]);
    expect(readdirSync(dirname(built)).sort()).toEqual([basename(second.folder), basename(third.folder)].sort());
  });
});

describe('several frontends', () => {
  it('are built one by one; one that is wrong is reported with its place and the others go on', async () => {
    const apps = [
      {
        slug: 'syntax',
        kind: 'page' as const,
        root: exampleFrontend(workspaceFolder, 'syntax', { 'src/app.tsx': 'export const a = 1;\nlet b = ;\n' }),
      },
      {
        slug: 'missing',
        kind: 'page' as const,
        root: exampleFrontend(workspaceFolder, 'missing', {
          'src/app.tsx': `import './nowhere.ts';\nexport const App = () => null;\n`,
        }),
      },
      {
        slug: 'inline',
        kind: 'page' as const,
        root: exampleFrontend(workspaceFolder, 'inline', {
          'index.html': '<!doctype html><title>x</title><script>alert(1)</script>\n',
        }),
      },
      { slug: 'fine', kind: 'page' as const, root: exampleFrontend(workspaceFolder, 'fine') },
    ];
    const ended: BuildOutcome[] = [];
    const outcomes = await buildFrontends({ apps, ...folders, onOutcome: (outcome) => ended.push(outcome) });
    expect(outcomes.map(({ slug, ok }) => [slug, ok])).toEqual([
      ['syntax', false],
      ['missing', false],
      ['inline', false],
      ['fine', true],
    ]);
    expect(new Set(ended)).toEqual(new Set(outcomes));
    const [syntax, missing, inline] = outcomes.map((outcome) => (outcome.ok ? undefined : outcome.problems[0]));
    expect(syntax).toMatchObject({ code: 'FRONTEND_BUILD_FAILED', file: 'apps/syntax/frontend/src/app.tsx', line: 2 });
    expect(missing).toEqual({
      code: 'FRONTEND_BUILD_FAILED',
      message: "the frontend of missing does not build: Could not resolve './nowhere.ts'",
      fix: 'correct apps/missing/frontend/src/app.tsx, then ./scalr up --prod',
      file: 'apps/missing/frontend/src/app.tsx',
      line: 1,
    });
    expect(inline).toEqual({
      code: 'FRONTEND_INLINE_CODE',
      message:
        'index.html of inline holds a <script> without src, which its content security policy forbids: a browser would not run it',
      fix: 'move it into a file below src/ and import that from src/main.tsx',
      file: 'apps/inline/frontend/index.html',
    });
    expect(readdirSync(join(folder, 'state/build/syntax'))).toEqual([]);
  });
});
