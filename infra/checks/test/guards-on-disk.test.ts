import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { duplicates } from '../guards/duplicates.ts';
import { formatting } from '../guards/formatting.ts';
import { generatedFiles } from '../guards/generated-files.ts';
import { lint } from '../guards/lint.ts';
import { python } from '../guards/python.ts';
import { shell } from '../guards/shell.ts';
import { types } from '../guards/types.ts';
import { unused } from '../guards/unused.ts';
import { ROOT } from '../source-files.ts';
import { onDisk, told } from './planted-faults.ts';

const ours = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, target: 'es2024', types: [], erasableSyntaxOnly: true },
});
const settings = { 'tsconfig.json': tsconfig, '.gitignore': 'node_modules/\n' };

it('biome: format and rules, by the settings of the repository', async () => {
  const biome = ours('biome.json').replace(
    '"enabled": true, "clientKind": "git"',
    '"enabled": false, "clientKind": "git"',
  );
  const ground = await onDisk({
    'biome.json': biome,
    'a.ts': 'export const a = 1;\n',
    'b.ts': 'export const b = "1"\n',
    'c.ts': 'export const c: any = 1;\n',
  });
  expect(await told(formatting, ground)).toEqual([
    'b.ts is formatted otherwise',
    expect.stringMatching(/^c\.ts:1 .*any.* \(lint\/suspicious\/noExplicitAny\)$/),
  ]);
});

it('oxlint: a promise that nobody waits for, by the settings of the repository', async () => {
  const ground = await onDisk({
    ...settings,
    '.oxlintrc.json': ours('.oxlintrc.json'),
    'a.ts': 'export async function a(): Promise<void> {}\n\na();\n',
  });
  expect(await told(lint, ground)).toEqual([
    expect.stringMatching(/^a\.ts:3 .* \(typescript\(no-floating-promises\)\)$/),
  ]);
});

it('types: what the strict compiler refuses, an enum among it', async () => {
  const ground = await onDisk({ ...settings, 'a.ts': "export const a: number = '1';\n\nexport enum B {\n  C,\n}\n" });
  expect(await told(types, ground)).toEqual([
    "a.ts:1 Type 'string' is not assignable to type 'number'. (TS2322)",
    "a.ts:3 This syntax is not allowed when 'erasableSyntaxOnly' is enabled. (TS1294)",
  ]);
});

it('unused: files, exports and dependencies', async () => {
  const ground = await onDisk({
    ...settings,
    'package.json': JSON.stringify({
      name: 'a',
      type: 'module',
      main: 'main.ts',
      dependencies: { 'left-pad': '1.0.0' },
    }),
    'main.ts': "import { used } from './b.ts';\n\nconsole.log(used);\n",
    'b.ts': 'export const used = 1;\nexport const forgotten = 2;\n',
    'alone.ts': 'export const alone = 1;\n',
  });
  expect(await told(unused, ground)).toEqual([
    'alone.ts no other file needs it',
    'b.ts:2 forgotten is exported and used nowhere else',
    'package.json left-pad is declared and not used',
  ]);
});

it('duplicates: 30 lines that are written twice, and not 20', async () => {
  const lines = (count: number, name: string) =>
    Array.from({ length: count }, (_, at) => `export const ${name}${at} = [${at}, 'of', ${at * 7}];\n`).join('');
  const ground = await onDisk({
    '.jscpd.json': ours('.jscpd.json'),
    'a.ts': `export const first = 1;\n${lines(32, 'long')}`,
    'b.ts': `export const second = 2;\n${lines(32, 'long')}`,
    'c.ts': lines(20, 'short'),
    'd.ts': lines(20, 'short'),
  });
  expect(await told(duplicates, ground)).toEqual([
    expect.stringMatching(/^[ab]\.ts:\d+ 3\d lines are also in [ab]\.ts:\d+$/),
  ]);
});

it('generated: every file that is not there as its source gives it', { timeout: 120_000 }, async () => {
  const ground = await onDisk({ 'schemas/app.manifest.schema.json': '{}' });
  expect(await told(generatedFiles, ground)).toContain('docs/content/reference/cli.md is stale');
});

it('python: rules and format, where Ruff is', async ({ skip }) => {
  const ground = await onDisk({ 'ruff.toml': ours('ruff.toml'), 'a.py': 'import os\n\nx = [1,2]\n' });
  const { skipped } = await python.look(ground);
  skip(skipped !== undefined, skipped);
  expect(await told(python, ground)).toEqual(['a.py is formatted otherwise', 'a.py:1 `os` imported but unused (F401)']);
});

it('shell: what shellcheck says, of scripts with and without an ending, where it is installed', async ({ skip }) => {
  const script = '#!/usr/bin/env bash\nrm $1\n';
  const ground = await onDisk({ 'infra/a.sh': script, 'infra/b': script, 'infra/c.txt': script });
  const { skipped } = await shell.look(ground);
  skip(skipped !== undefined, skipped);
  const said = 'Double quote to prevent globbing and word splitting. (SC2086)';
  expect(await told(shell, ground)).toEqual([`infra/a.sh:2 ${said}`, `infra/b:2 ${said}`]);
});
