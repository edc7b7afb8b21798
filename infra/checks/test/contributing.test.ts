import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChangedCopy } from '../contributing/changed-copy.ts';
import { RECIPES, type Recipe } from '../contributing/recipes.ts';
import { taskLists, withNames } from '../contributing/task-lists.ts';
import { ROOT } from '../source-files.ts';

const lists = taskLists(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'));
const MAIN = 'packages/cli/src/main.ts';

let copy: ChangedCopy;
beforeAll(async () => {
  copy = await ChangedCopy.open();
});
afterAll(() => copy.remove());

const read = (path: string) => readFileSync(join(copy.root, path), 'utf8');

/** What shows that each change works, by its heading. */
const PROOFS: Readonly<Record<string, () => Promise<void>>> = {
  'Add a command': async () => {
    expect(await copy.say(process.execPath, MAIN, 'hail', '--help')).toContain('Greet somebody');
    expect(await copy.say(process.execPath, MAIN, '--help')).toContain('hail');
    expect(read('docs/content/reference/cli.md')).toContain('### scalr hail');
  },
  'Add an error': async () => {
    const { code, stderr } = await copy.call(process.execPath, MAIN, 'hail', '');
    expect([code, stderr]).toEqual([1, expect.stringContaining('HAIL_NOBODY')]);
    expect(read('docs/content/reference/errors.md')).toContain('### `HAIL_NOBODY`');
  },
  'Add a field to the manifest': async () => {
    expect(JSON.parse(read('schemas/app-manifest.schema.json')).properties.contact).toMatchObject({ format: 'email' });
    expect(read('docs/content/reference/manifest.md')).toContain('### contact');
  },
  'Add a UI component': async () => {
    expect(read('docs/content/reference/ui.md')).toContain('<Ribbon>Closed on Friday</Ribbon>');
  },
  'Add an engine': async () => {
    expect(await copy.say(process.execPath, MAIN, 'up', '--help')).toContain('"twin"');
    const workspace = mkdtempSync(join(tmpdir(), 'scalr-ws-'));
    try {
      writeFileSync(join(workspace, '.env.shared'), 'SCALR_ENGINE=twin\n', { mode: 0o600 });
      const ps = ['env', `SCALR_WORKSPACE=${workspace}`, process.execPath, MAIN, 'ps', '--json'] as const;
      expect(JSON.parse(await copy.say(...ps))).toEqual([]);
      writeFileSync(join(workspace, '.env.shared'), 'SCALR_ENGINE=triplet\n', { mode: 0o600 });
      expect((await copy.call(...ps)).stdout).toContain('native, compose, swarm, twin');
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  },
};

it('every list of CONTRIBUTING.md has a change that is made by it', () => {
  expect([...lists.keys()]).toEqual(RECIPES.map(({ heading }) => heading));
  expect(Object.keys(PROOFS)).toEqual([...lists.keys()]);
});

it.each(RECIPES)('$heading: exactly the files of the list are touched, and it works', async (recipe: Recipe) => {
  await copy.apply(recipe);
  const listed = (lists.get(recipe.heading) ?? []).map((path) => withNames(path, recipe.names));
  expect(await copy.touched()).toEqual([...listed].sort());
  await PROOFS[recipe.heading]?.();
});

it('types, formats, guards and the tests of what came are content with all of it', async () => {
  const own = RECIPES.flatMap(({ adds, edits }) => [...Object.keys(adds), ...edits.map(([path]) => path)]);
  const sources = [...new Set(own)].filter((path) => /\.tsx?$/.test(path));
  await copy.say('node_modules/.bin/tsc', '-p', '.');
  await copy.say('node_modules/.bin/biome', 'check', ...sources);
  const tests = ['imports', 'errors', 'docs', 'docs-coverage'].map((name) => `infra/checks/test/${name}.test.ts`);
  const theirs = ['packages/cli/test/hail.test.ts', 'packages/manifest/test/', 'infra/generators/test/'];
  const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--root', copy.root] as const;
  await copy.say(...vitest, ...tests, ...theirs);
}, 480_000);
