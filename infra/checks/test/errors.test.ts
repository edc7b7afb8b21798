import { join } from 'node:path';
import type { Catalogue } from '@scalr/errors';
import { expect, it } from 'vitest';
import { allPaths, ROOT } from '../source-files.ts';

type AnyCatalogue = Catalogue<Record<string, never>>;

const isCatalogue = (value: unknown): value is AnyCatalogue =>
  typeof value === 'object' && value !== null && 'definitions' in value && 'problem' in value && 'error' in value;

/** Stands for details of any shape: every part of it is itself, and as text it is a word. */
const anything: never = new Proxy(() => undefined, {
  get: (_target, key) => {
    if (key === Symbol.toPrimitive) return () => 'detail';
    if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
    return anything;
  },
  apply: () => anything,
}) as never;

const modules = allPaths().filter((path) => /^(?:packages|services)\/.*\/src\/(?:.*\/)?errors\.ts$/.test(path));
const catalogues = await Promise.all(
  modules.map(async (path) => {
    const given = Object.values((await import(join(ROOT, path))) as object);
    const definitions = given
      .filter(isCatalogue)
      .flatMap(({ definitions }) => Object.values(definitions) as Definition[]);
    return { path, definitions: [...definitions, ...given.flatMap(fromTable)] };
  }),
);

/** In the browser a table of code, message and fix does: less to load. */
function fromTable(value: unknown): Definition[] {
  const rows = typeof value === 'object' && value !== null ? Object.values(value) : [];
  const isRow = (row: unknown): row is [string, string, string] =>
    Array.isArray(row) && row.length === 3 && row.every((text) => typeof text === 'string');
  return rows
    .filter(isRow)
    .map(([code, message, fix]) => ({ code, title: message, message: () => message, fix: () => fix }));
}

interface Definition {
  readonly code: string;
  readonly title: string;
  readonly message: (details: never) => string;
  readonly fix: (details: never) => string;
}

it('every errors.ts has a catalogue', () => {
  expect(modules.length).toBeGreaterThan(4);
  expect(catalogues.filter(({ definitions }) => definitions.length === 0).map(({ path }) => path)).toEqual([]);
});

it('every code is upper snake case and belongs to one error only', () => {
  const places = new Map<string, string[]>();
  for (const { path, definitions } of catalogues) {
    for (const { code } of definitions) places.set(code, [...(places.get(code) ?? []), path]);
  }
  expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
  expect([...places.keys()].filter((code) => !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(code))).toEqual([]);
});

it('every error says what it is called, what happened and what mends it', () => {
  const incomplete = catalogues.flatMap(({ path, definitions }) =>
    definitions
      .filter(({ title, message, fix }) =>
        [title, message(anything), fix(anything)].some((text) => String(text).trim().length < 4),
      )
      .map(({ code }) => `${path} ${code}`),
  );
  expect(incomplete).toEqual([]);
});
