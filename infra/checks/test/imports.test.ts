import { describe, expect, it } from 'vitest';
import { forbiddenImports } from '../direction.ts';
import { importCycles, importsOf } from '../imports.ts';

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

  it('are told where they go round in a circle', () => {
    const file = (path: string, text: string) => ({ path, text, isTest: false, isGenerated: false });
    const circle = [file('p/a.ts', "import { b } from './b.ts';"), file('p/b.ts', "import { a } from './a.ts';")];
    expect(importCycles(circle)).toEqual([['p/a.ts', 'p/b.ts', 'p/a.ts']]);
    const types = [file('p/a.ts', "import type { b } from './b.ts';"), file('p/b.ts', "import { a } from './a.ts';")];
    expect(importCycles(types)).toEqual([]);
  });
});
