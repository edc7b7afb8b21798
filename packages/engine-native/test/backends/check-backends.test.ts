import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkBackends } from '../../src/backends/index.ts';
import { CHECKOUT, remove, temporaryFolder } from '../stack/example-install.ts';
import { EXAMPLE_BACKEND, writeModules } from './example-backend.ts';

const folder = temporaryFolder();
const folders = { stateFolder: join(folder, '.scalr'), installFolder: CHECKOUT, workspaceFolder: folder };
const backend = (slug: string, modules: Readonly<Record<string, string>>) => {
  const root = join(folder, 'apps', slug, 'backend');
  writeModules(root, modules);
  return { slug, root };
};
afterAll(() => remove(folder));

it('finds nothing in a backend that starts, without running it', async () => {
  const ran = join(folder, 'ran');
  const modules = { 'src/effect.ts': `import { writeFileSync } from 'node:fs';\nwriteFileSync('${ran}', '');\n` };
  const app = backend('good', { ...EXAMPLE_BACKEND, ...modules, 'src/old.test.ts': 'let it = ;\n' });
  expect(await checkBackends({ apps: [app], ...folders })).toEqual([{ slug: 'good', problems: [] }]);
  expect(existsSync(ran)).toBe(false);
});

it('finds nothing in the apps of the checkout', async () => {
  const apps = [
    { slug: 'hello', root: join(CHECKOUT, 'apps/products/hello/backend') },
    { slug: 'portal', root: join(CHECKOUT, 'apps/portal/backend') },
  ];
  const outcomes = await checkBackends({ ...folders, apps, workspaceFolder: CHECKOUT });
  expect(outcomes).toEqual(apps.map(({ slug }) => ({ slug, problems: [] })));
});

it('names what is wrong, where, and how to mend it', async () => {
  const apps = [
    backend('syntax', { 'src/main.ts': 'export const a = 1;\nlet b = ;\n' }),
    backend('enums', {
      'src/main.ts': 'export {};\n',
      'src/models/kind.ts': '\n\nenum Kind { a }\nexport { Kind };\n',
    }),
    backend('file', { 'src/main.ts': `import './nowhere.ts';\n` }),
    backend('export', {
      'src/main.ts': 'export {};\n',
      'src/routes/a.ts': `import { gone } from '../b.ts';\nexport default gone;\n`,
      'src/b.ts': 'export const here = 1;\n',
    }),
    backend('package', { 'src/main.ts': `import { z } from 'zod';\nimport left from 'left-pad';\nleft(z);\n` }),
    backend('entry', { 'src/app.ts': 'export {};\n' }),
    backend('fine', { 'src/main.ts': 'export {};\n' }),
  ];
  const outcomes = await checkBackends({ apps, ...folders });
  const found = Object.fromEntries(outcomes.map(({ slug, problems }) => [slug, problems]));
  expect(found.syntax).toMatchObject([
    { code: 'BACKEND_UNREADABLE', file: 'apps/syntax/backend/src/main.ts', line: 2 },
  ]);
  expect(found.enums).toEqual([
    {
      code: 'BACKEND_SYNTAX_NOT_ERASABLE',
      message:
        'the backend of enums uses syntax that is more than types: TypeScript enum is not supported in strip-only mode',
      fix: 'in apps/enums/backend/src/models/kind.ts: an enum becomes an object "as const", a parameter property a field; then ./scalr up',
      file: 'apps/enums/backend/src/models/kind.ts',
      line: 3,
    },
  ]);
  expect(found.file).toEqual([
    {
      code: 'BACKEND_UNREADABLE',
      message: "the backend of file could not start: Could not resolve './nowhere.ts'",
      fix: 'correct apps/file/backend/src/main.ts, then ./scalr up',
      file: 'apps/file/backend/src/main.ts',
      line: 1,
    },
  ]);
  expect(found.export).toMatchObject([
    {
      message: 'the backend of export could not start: "gone" is not exported by "apps/export/backend/src/b.ts"',
      file: 'apps/export/backend/src/routes/a.ts',
      line: 1,
    },
  ]);
  expect(found.package).toMatchObject([
    {
      message: expect.stringContaining("'left-pad'"),
      file: 'apps/package/backend/src/main.ts',
      line: 2,
    },
  ]);
  expect(found.entry).toMatchObject([{ code: 'BACKEND_ENTRY_MISSING' }]);
  expect(found.fine).toEqual([]);
});

it('looks again when a file changed', async () => {
  const app = backend('edited', { 'src/main.ts': 'export {};\n' });
  const check = async () => (await checkBackends({ apps: [app], ...folders }))[0]?.problems.length;
  expect(await check()).toBe(0);
  expect(await check()).toBe(0);
  writeModules(app.root, { 'src/main.ts': 'let x = ;\n' });
  expect(await check()).toBe(1);
  expect(await check()).toBe(1);
  writeModules(app.root, { 'src/main.ts': 'export {};\n' });
  expect(await check()).toBe(0);
});
