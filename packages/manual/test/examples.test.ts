import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleTopics, printExample, readExample } from '@scalr/manual';
import { installFolder } from '@scalr/testing';
import { expect, test } from 'vitest';
import { featuresSchema } from '../../check/src/stages/real/features-schema.ts';

const ROOT = installFolder();
const names = exampleTopics().map(({ name }) => name);
const LANGUAGES = ['typescript', 'fastapi'] as const;

/** What runs the code below a path, and the word by which it says so. */
const PROOFS: readonly (readonly [path: RegExp, test: string, word: string])[] = [
  [/^template-app\/backend\/test\//, 'template-app/backend/test/notes.test.ts', 'bootApp'],
  [
    /^template-app\/(?:frontend|test)\//,
    'template-app/test/notes-page.test.ts',
    "platformUnderTest('this repository')",
  ],
  [/^template-app\/backend\//, 'template-app/backend/test/notes.test.ts', 'bootApp'],
  [/^template-app\/backend-fastapi\//, 'packages/testing/test/template-backends.test.ts', 'backend-fastapi'],
  [/^apps\/products\/hello\/backend\//, 'apps/products/hello/test/greeting.test.ts', 'bootApp'],
  [
    /^apps\/products\/hello\/app\.manifest\.yml/,
    'packages/testing/test/front-door.test.ts',
    "platformUnderTest('this repository')",
  ],
  [/^packages\/testing\/backends\/typescript\//, 'packages/testing/test/backend-conformance.test.ts', 'typescript'],
  [/^packages\/testing\/backends\/fastapi\//, 'packages/testing/test/backend-conformance.test.ts', 'fastapi'],
  [/^packages\/testing\/workspaces\/calling-apps\//, 'packages/testing/test/calling-apps.test.ts', 'backend-fastapi'],
  [/^packages\/testing\/workspaces\/sample-apps\//, 'packages/testing/test/sample-apps.test.ts', 'addSampleApps'],
  [/^packages\/app-server-py\/tests\//, 'infra/python/test/python.test.ts', 'pytest'],
  [
    /^packages\/ui\/src\/icon-names\.ts/,
    'template-app/test/notes-page.test.ts',
    "platformUnderTest('this repository')",
  ],
  [/^docs\/content\/reference\/ui\.md/, 'infra/generators/test/ui-gallery.test.tsx', 'renderToStaticMarkup'],
  [/^packages\/testing\/examples\/features\.json/, 'packages/manual/test/examples.test.ts', 'featuresSchema'],
];

test('there is an example of everything an app is made of', () => {
  expect(names).toEqual([
    ...['entity', 'access', 'page', 'form', 'list', 'ui', 'search', 'route', 'call', 'migration', 'features'],
    ...['money', 'dates', 'relation', 'test', 'manifest', 'icon'],
  ]);
});

test.each(LANGUAGES.flatMap((language) => names.map((name) => [name, language] as const)))(
  '%s for %s is code as it stands in a file that a test runs',
  async (name, language) => {
    const { excerpts, page } = await readExample(ROOT, name, language);
    expect(excerpts.length).toBeGreaterThan(0);
    for (const { path, from, to, code } of excerpts) {
      const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
      expect(lines.slice(from - 1, to).join('\n')).toBe(code);
      const proof = PROOFS.find(([pattern]) => pattern.test(path));
      expect(proof, `nothing runs ${path}`).toBeDefined();
      expect(readFileSync(join(ROOT, proof![1]), 'utf8')).toContain(proof![2]);
    }
    expect(page === undefined || existsSync(join(ROOT, page))).toBe(true);
  },
);

test('the backend is of the language that is asked for', async () => {
  const paths = async (language: 'typescript' | 'fastapi') =>
    (await readExample(ROOT, 'entity', language)).excerpts.map(({ path }) => path);
  expect(await paths('typescript')).toEqual(['template-app/backend/src/models/notes.ts']);
  expect(await paths('fastapi')).toEqual(['template-app/backend-fastapi/src/models/notes.py']);
});

test('a part begins with its comment and ends with what closes it', async () => {
  const { excerpts } = await readExample(ROOT, 'form', 'typescript');
  const readNote = excerpts.find(({ code }) => code.includes('function readNote'))!.code.split('\n');
  expect(readNote[0]).toBe('/** A form is text; the API wants it as it is declared. */');
  expect(readNote.at(-1)).toBe('}');
});

test('in an app of Python what is shown is Python, unless it is a page', async () => {
  for (const name of ['access', 'route', 'test']) {
    const { excerpts } = await readExample(ROOT, name, 'fastapi');
    const shown = excerpts.map(({ path }) => path).filter((path) => !/\.yml$|notes-page/.test(path));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((path) => !path.endsWith('.py'))).toEqual([]);
  }
  const { excerpts } = await readExample(ROOT, 'route', 'fastapi');
  const code = excerpts.map((excerpt) => excerpt.code).join('\n');
  expect(code).toContain('response.headers["location"]');
  expect(code).toContain('raise conflict("This is taken.")');
});

test('it is printed under its place', async () => {
  const [place, , code] = printExample(await readExample(ROOT, 'icon', 'typescript'))
    .split('\n')
    .slice(2);
  expect([place, code]).toEqual(['apps/products/hello/app.manifest.yml:7-7', 'icon: hand']);
});

test('the features.json of the example is one that the check takes', async () => {
  const { excerpts } = await readExample(ROOT, 'features', 'typescript');
  const { features } = featuresSchema.parse(JSON.parse(excerpts[0]!.code));
  expect(features.length).toBeGreaterThan(2);
});

test('what there is no example of is said with what there is', async () => {
  await expect(readExample(ROOT, 'blockchain', 'typescript')).rejects.toMatchObject({
    problems: [{ code: 'EXAMPLE_UNKNOWN', message: expect.stringContaining('entity, access, page') }],
  });
  await expect(readExample(join(ROOT, 'docs'), 'entity', 'typescript')).rejects.toMatchObject({
    problems: [{ code: 'EXAMPLE_GONE' }],
  });
});
