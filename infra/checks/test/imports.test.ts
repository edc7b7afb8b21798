import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { forbiddenImports } from '../direction.ts';
import { declaredFor, importCycles, importsOf, packageNameOf } from '../imports.ts';
import { COMES_WITH, PROCESS_EDGES } from '../layers.ts';
import { sourceFiles } from '../source-files.ts';

const files = sourceFiles();
const product = files.filter(({ path, isTest }) => !isTest && !path.startsWith('infra/'));

describe('imports', () => {
  it('are found in every form', () => {
    const text = `
      import { a } from 'one';
      import type { b } from './two.ts';
      import c, {
        type d,
      } from "three";
      import 'four';
      export { e } from './five.ts';
      export type { f } from './six.ts';
      // import { no } from 'comment';
      /* import { no } from 'comment'; */
      const g = await import('seven');`;
    expect(importsOf(text).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
      ['one', false],
      ['./two.ts', true],
      ['three', false],
      ['./five.ts', false],
      ['./six.ts', true],
      ['four', false],
      ['seven', false],
    ]);
  });

  it('go one way: every file imports only what its layer may', () => {
    expect(forbiddenImports(product)).toEqual([]);
  });

  it.each([
    ['packages/plan/src/x.ts', '@scalr/workspace', 'packages/plan/src/x.ts (plan) imports @scalr/workspace'],
    [
      'packages/platform/src/x.ts',
      '@scalr/engine-native',
      'packages/platform/src/x.ts (platform) imports @scalr/engine-native',
    ],
    [
      'packages/engine-swarm/src/x.ts',
      '@scalr/engine-native',
      'packages/engine-swarm/src/x.ts (adapter) imports @scalr/engine-native',
    ],
    [
      'services/auth/embedded/src/x.ts',
      '@scalr/workspace',
      'services/auth/embedded/src/x.ts (service) imports @scalr/workspace',
    ],
    ['apps/a/frontend/src/x.ts', '@scalr/app-server', 'apps/a/frontend/src/x.ts (frontend) imports @scalr/app-server'],
    ['apps/a/backend/src/x.ts', '@scalr/plan', 'apps/a/backend/src/x.ts (backend) imports @scalr/plan'],
    [
      'apps/a/backend/src/x.ts',
      '../../../b/backend/src/y.ts',
      'apps/a/backend/src/x.ts reaches out of apps/a/backend to apps/b/backend/src/y.ts',
    ],
    ['apps/a/backend/src/x.ts', '@scalr/cli', 'apps/a/backend/src/x.ts (backend) imports @scalr/cli'],
    [
      'packages/new-thing/src/x.ts',
      'node:fs',
      'packages/new-thing has no layer: give it one in infra/checks/layers.ts',
    ],
  ])('are told: from %s to %s', (path, specifier, told) => {
    expect(forbiddenImports([{ path, text: `import { y } from '${specifier}';` }])).toEqual([told]);
  });

  it('never go round in a circle', () => {
    expect(importCycles(product).map((cycle) => cycle.join(' -> '))).toEqual([]);
    const file = (path: string, text: string) => ({ path, text, isTest: false, isGenerated: false });
    const circle = [file('p/a.ts', "import { b } from './b.ts';"), file('p/b.ts', "import { a } from './a.ts';")];
    expect(importCycles(circle)).toEqual([['p/a.ts', 'p/b.ts', 'p/a.ts']]);
  });

  it('are declared by the package that uses them', () => {
    const missing = product.flatMap(({ path, text }) => {
      const declared = declaredFor(path);
      return importsOf(text)
        .filter(({ specifier }) => !/^[./#]|^virtual:/.test(specifier) && !isBuiltin(specifier))
        .filter(
          ({ specifier }) =>
            !declared.has(COMES_WITH[packageNameOf(specifier)] ?? packageNameOf(specifier)) &&
            !specifier.startsWith('@scalr/'),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`);
    });
    expect([...new Set(missing)]).toEqual([]);
  });
});

describe('only one package', () => {
  it('starts processes: packages/process', () => {
    const spawning = product
      .filter(({ text }) =>
        importsOf(text).some(
          ({ specifier, typeOnly }) => !typeOnly && /^(?:node:)?(?:child_process|cluster)$/.test(specifier),
        ),
      )
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('packages/process/'));
    expect(spawning).toEqual([]);
  });

  it('reads the environment: packages/workspace; every other process takes it once, where it begins', () => {
    const reading = product
      .filter(({ text }) =>
        /\bprocess\.env\b|\bfrom\s+'node:process'/.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
      )
      .map(({ path }) => path)
      .filter(
        (path) =>
          !path.startsWith('packages/workspace/') &&
          !PROCESS_EDGES.includes(path) &&
          !/\/(?:settings|main)\.ts$/.test(path),
      );
    expect(reading).toEqual([]);
  });
});

it('packages name what they give: no `export *`', () => {
  // An app's client is generated: its api.ts says whose it is, and nothing else.
  const named = product.filter(({ path }) => !path.endsWith('/frontend/src/api.ts'));
  expect(named.filter(({ text }) => /^\s*export\s+\*/m.test(text)).map(({ path }) => path)).toEqual([]);
});
