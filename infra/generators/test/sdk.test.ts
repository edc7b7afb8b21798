import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Declaration } from '../declarations/module-source.ts';
import { exportsOf, moduleReader } from '../declarations/package-exports.ts';
import { readPythonPackage } from '../declarations/python-package.ts';
import { PYTHON_EXAMPLES } from '../sdk/python-examples.ts';
import { TYPESCRIPT_ENTRIES } from '../sdk/typescript-entries.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = moduleReader();
const UI = 'packages/ui/src/index.ts';

/** Clients of APIs are made of schemas, which say what there is to say. Props are said of part by part. */
const written = TYPESCRIPT_ENTRIES.filter(({ module }) => !module.includes('.generated.')).map(({ module }) => module);

it.each([...written, UI])('every public name of %s says what it is', async (module) => {
  const all = await exportsOf(read, resolve(ROOT, module));
  const isProps = ({ name }: Declaration) => all.some((other) => `${other.name}Props` === name);
  expect(all.filter((one) => one.doc.about === '' && !isProps(one)).map(({ name }) => name)).toEqual([]);
  expect(all.length).toBeGreaterThan(5);
});

const PYTHON = [
  ['packages/app-server-py/src/scalr_app_server', 'scalr_app_server'],
  ['packages/auth-client-py/src/scalr_auth_client', 'scalr_auth_client'],
] as const;

it.each(PYTHON)(
  'every public name of %s says what it is, and every function shows how it is used',
  async (...place) => {
    const [folder, name] = place;
    const { names } = await readPythonPackage(resolve(ROOT, folder), name);
    const own = names.flatMap(({ from }) => (typeof from === 'string' ? [] : [from]));
    expect(own.filter(({ doc }) => doc.about === '').map((one) => one.name)).toEqual([]);
    const isShown = (one: (typeof own)[number]) =>
      Object.hasOwn(PYTHON_EXAMPLES, one.name) ||
      one.doc.about.includes(`${one.name}(`) ||
      one.doc.about.includes(`(${one.name})`);
    expect(own.filter((one) => one.kind === 'function' && !isShown(one)).map((one) => one.name)).toEqual([]);
    expect(own.length).toBeGreaterThan(20);
  },
);

it('every example of Python is of a name that is public', async () => {
  const packages = await Promise.all(PYTHON.map(([folder, name]) => readPythonPackage(resolve(ROOT, folder), name)));
  const names = packages.flatMap((one) => one.names.map(({ name }) => name));
  expect(Object.keys(PYTHON_EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
});
