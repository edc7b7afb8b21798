import { randomUUID } from 'node:crypto';
import { type ReadEntry, readBlueprint, schemaProblems, type TaggedValue } from './read-blueprint.ts';

export type Row = Record<string, unknown> & { readonly pk: string | number };

/** Objects by model: `authentik_core.user`. */
export type Store = Map<string, Row[]>;

export const rowsOf = (store: Store, model: string): Row[] => {
  const rows = store.get(model) ?? [];
  store.set(model, rows);
  return rows;
};

const isTagged = (value: unknown): value is TaggedValue =>
  typeof value === 'object' && value !== null && 'tag' in value && 'of' in value;

class Refused extends Error {}

/**
 * Applies a blueprint as authentik/blueprints/v1/importer.py does, as far as ours need it: all or nothing, an object
 * found again by all of its identifiers.
 * @param files what `!File` reads
 * @returns what it logs when it does not apply; empty: it did
 */
export function applyToStore(
  store: Store,
  content: string,
  files: Readonly<Record<string, string>>,
): readonly string[] {
  const before = structuredClone(store);
  try {
    const blueprint = readBlueprint(content);
    const problems = schemaProblems(blueprint);
    if (problems.length > 0) throw new Refused(problems.join('; '));
    const made = new Map<string, Row>();
    for (const entry of blueprint.entries) applyEntry(store, entry, made, files);
    return [];
  } catch (error) {
    store.clear();
    for (const [model, rows] of before) store.set(model, rows);
    return [error instanceof Error ? error.message : String(error)];
  }
}

function applyEntry(store: Store, entry: ReadEntry, made: Map<string, Row>, files: Readonly<Record<string, string>>) {
  const { model, id, state = 'present' } = entry;
  const resolve = (value: unknown): unknown => {
    if (isTagged(value)) return resolveTag(value);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, resolve(nested)]));
  };
  const resolveTag = ({ tag, of }: TaggedValue): unknown => {
    if (tag === '!File') return files[of as string] ?? null;
    if (tag === '!KeyOf') {
      const row = made.get(of as string);
      if (row === undefined) throw new Refused(`KeyOf: failed to find entry with \`id\` of \`${of}\``);
      return row.pk;
    }
    const [first, ...rest] = of as [string, ...unknown[]];
    if (tag === '!Condition') {
      const values = rest.map((value) => Boolean(resolve(value)));
      return first === 'OR' ? values.includes(true) : values.includes(false);
    }
    const conditions = rest as [string, string][];
    return rowsOf(store, first).find((row) => conditions.every(([key, value]) => matches(row, key, value)))?.pk ?? null;
  };

  if (!(entry.conditions ?? []).every((condition) => Boolean(resolve(condition)))) return;
  if (model === 'authentik_blueprints.metaapplyblueprint') return;
  const identifiers = resolve(entry.identifiers ?? {}) as Record<string, unknown>;
  const attrs = resolve(entry.attrs ?? {}) as Record<string, unknown>;
  const rows = rowsOf(store, model);
  const found = rows.find((row) => Object.entries(identifiers).every(([key, value]) => row[key] === value));
  if (state === 'absent') {
    if (found !== undefined) remove(store, model, found);
    return;
  }
  for (const [key, value] of Object.entries(attrs)) {
    if (value === null) throw new Refused(`Serializer errors {'${key}': 'This field may not be null.'}`);
  }
  if (found !== undefined) {
    if (state === 'present') Object.assign(found, attrs);
    if (id !== undefined) made.set(id, found);
    return;
  }
  const row = { pk: newKey(model, rows), ...identifiers, ...attrs };
  checkUnique(model, rows, row);
  rows.push(row);
  if (id !== undefined) made.set(id, row);
}

const matches = (row: Row, key: string, value: string) =>
  key.endsWith('__startswith')
    ? String(row[key.replace('__startswith', '')] ?? '').startsWith(value)
    : row[key] === value;

const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  'authentik_providers_oauth2.oauth2provider': ['name', 'client_id'],
  'authentik_core.application': ['slug', 'provider'],
  'authentik_core.group': ['name'],
  'authentik_core.user': ['username'],
};

export function checkUnique(model: string, rows: readonly Row[], row: Record<string, unknown>): void {
  const key = (UNIQUE[model] ?? []).find((one) => rows.some((other) => other[one] === row[one]));
  if (key !== undefined) throw new Refused(`Serializer errors {'${key}': 'This field must be unique.'}`);
}

/** Integers for users and providers, UUIDs for the rest. */
export const newKey = (model: string, rows: readonly Row[]): string | number =>
  /\.(?:user|oauth2provider)$/.test(model) ? Math.max(0, ...rows.map(({ pk }) => Number(pk))) + 1 : randomUUID();

/** With what refers to it (`on_delete=CASCADE`). */
export function remove(store: Store, model: string, { pk }: Row): void {
  const keep = (of: string, test: (row: Row) => boolean) => store.set(of, rowsOf(store, of).filter(test));
  keep(model, (row) => row.pk !== pk);
  keep('authentik_policies.policybinding', (row) => row.target !== pk && row.policy !== pk);
}
