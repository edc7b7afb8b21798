import { expect, it } from 'vitest';
import { fileSizes } from '../guards/file-sizes.ts';
import { cycles } from '../guards/import-cycles.ts';
import { importDirection } from '../guards/import-direction.ts';
import { licences } from '../guards/licences.ts';
import { names } from '../guards/names.ts';
import { secrets } from '../guards/secrets.ts';
import { inMemory, told } from './planted-faults.ts';

it('imports: the wrong way, undeclared, and what only one package may do', async () => {
  const ground = inMemory({
    'packages/plan/src/a.ts':
      "import { b } from '@scalr/workspace';\nimport c from 'left-pad';\nimport type { d } from './d.ts';",
    'packages/plan/src/b.ts': "import { spawn } from 'node:child_process';",
    'packages/plan/src/c.ts': "export * from './a.ts';\n// process.env is not read here",
    'packages/plan/src/d.ts': 'export const path = process.env.PATH;',
    'packages/plan/test/e.test.ts': "import { spawn } from 'node:child_process';",
    'packages/process/src/run.ts': "import { spawn } from 'node:child_process';",
    'packages/workspace/src/read.ts': 'export const path = process.env.PATH;',
  });
  expect(await told(importDirection, ground)).toEqual([
    ' packages/plan/src/a.ts (plan) imports @scalr/workspace',
    'packages/plan/src/a.ts imports left-pad, which its package does not declare',
    'packages/plan/src/b.ts starts programs',
    'packages/plan/src/c.ts exports everything of another file',
    'packages/plan/src/d.ts reads the environment',
  ]);
});

it('cycles: by the files of a circle', async () => {
  const ground = inMemory({
    'packages/plan/src/a.ts': "import { b } from './b.ts';",
    'packages/plan/src/b.ts': "import { a } from './a.ts';",
  });
  expect(await told(cycles, ground)).toEqual([
    'packages/plan/src/a.ts packages/plan/src/a.ts -> packages/plan/src/b.ts -> packages/plan/src/a.ts',
  ]);
});

it('sizes: 400 lines, and a median that grows', async () => {
  const lines = (count: number) => 'x\n'.repeat(count);
  const ground = inMemory({
    'packages/a/src/a.ts': lines(399),
    'packages/a/src/b.ts': lines(400),
    'packages/a/src/c.generated.ts': lines(4_000),
    'packages/a/test/golden/d.py': lines(4_000),
    'packages/a/src/e.css': lines(401),
  });
  expect(await told(fileSizes, ground)).toEqual([
    ' the median file has 399 lines',
    'packages/a/src/b.ts has 400 lines',
    'packages/a/src/e.css has 401 lines',
  ]);
});

it('names: drawers, things left for later, machine paths, hosts of packages, decorators', async () => {
  const ground = inMemory({
    'packages/a/src/string-utils.ts': '',
    'packages/a/shared/b.ts': '',
    'packages/a/src/lock_manager.ts': '',
    'packages/a/src/communal.ts': 'export const utility = 1;',
    'packages/a/src/b.ts': `// ${'TO'}DO later\nconst a = '${'/ro'}ot/place/x';\n@sealed() class A {}\n`,
    'docs/content/a.md': `See ${'/wo'}rk/main/x and https://${'registry.npm'}js.org/x, not packages/work/x or /api/work/x.`,
    'packages/a/src/c.generated.ts': `${'/ro'}ot/place/x`,
  });
  expect(await told(names, ground)).toEqual([
    'docs/content/a.md:1 a path of one machine',
    'packages/a/shared/b.ts shared is a drawer for anything',
    'packages/a/src/b.ts:1 something is left for later',
    'packages/a/src/b.ts:2 a path of one machine',
    'packages/a/src/b.ts:3 a decorator, which Node does not run',
    'packages/a/src/lock_manager.ts lock_manager.ts is a drawer for anything',
    'packages/a/src/string-utils.ts string-utils.ts is a drawer for anything',
  ]);
  const host = inMemory({ 'infra/a.yml': `from: https://${'registry.npm'}js.org/x` });
  expect(await told(names, host)).toEqual(['infra/a.yml:1 a host that packages come from']);
});

it('secrets: files that hold them by name, and keys in any file, which the report does not repeat', async () => {
  const token = `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`;
  const findings = await told(
    secrets,
    inMemory({
      '.env.shared': 'A=1',
      'packages/a/id_ed25519': '',
      'packages/a/src/a.ts': `\nexport const token = '${token}';`,
      '.env.shared.example': 'SCALR_ADMIN_PASSWORD=',
    }),
  );
  expect(findings.filter((one) => /^(?:\.env\.shared|packages\/a\/id_ed25519) /.test(one))).toEqual([
    '.env.shared holds secrets by its name',
    'packages/a/id_ed25519 holds secrets by its name',
  ]);
  expect(findings).toContain('packages/a/src/a.ts holds a Git hosting token');
  expect(findings.some((one) => one.startsWith('packages/a/src/a.ts:2 found GitHub Token'))).toBe(true);
  expect(findings.join()).not.toContain(token);
  expect(findings.every((one) => !one.startsWith('.env.shared.example'))).toBe(true);
});

it('licences: those that say none, and those that nobody allowed', async () => {
  const packages = {
    '': { license: 'UNLICENSED' },
    'packages/plan': {},
    'node_modules/@scalr/plan': { link: true },
    'node_modules/a': { license: 'MIT' },
    'node_modules/b': { license: 'GPL-3.0-only' },
    'node_modules/c': {},
    'node_modules/c/node_modules/d': { license: '(MIT OR GPL-3.0-only) AND ISC' },
    'node_modules/e': { license: 'MIT AND GPL-3.0-only' },
  };
  expect(await told(licences, inMemory({ 'package-lock.json': JSON.stringify({ packages }) }))).toEqual([
    'package-lock.json b is under GPL-3.0-only',
    'package-lock.json c does not say its licence',
    'package-lock.json e is under MIT AND GPL-3.0-only',
  ]);
});
