import type { Problem } from '@scalr/errors';
import { z } from 'zod';
import { closestName } from './closest-name.ts';
import { manifestErrors } from './errors.ts';
import { manifestSchema } from './schema.ts';
import { seen } from './seen.ts';

type Path = readonly PropertyKey[];
type Place = Pick<Problem, 'file' | 'line' | 'pointer'>;

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** `routing.ports`, `calls[0]`: how people name a place. */
export function nameOf(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key).slice(0, 60)}`))
    .join('');
}

export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at;
}

/** What the schema found, said for people: what was seen, what is allowed, the mend. */
export function schemaProblems(issue: z.core.$ZodIssue, input: unknown, place: (path: Path) => Place): Problem[] {
  const { path } = issue;
  const name = nameOf(path);
  const value = valueAt(input, path);
  const schema = schemaAt(path);
  const examples = schema?.meta()?.examples;
  const example = Array.isArray(examples) ? String(examples[0]) : '…';

  if (issue.code === 'unrecognized_keys') {
    const allowed = keysOf(schema);
    return issue.keys.map((key) => {
      const closest = closestName(key, allowed);
      return manifestErrors.problem(
        'unknownKey',
        { name: nameOf([...path, key]), allowed, closest },
        place([...path, key]),
      );
    });
  }
  if (value === undefined) {
    const allowed = schema?.description ?? '';
    const sample = name === 'id' ? '<a random UUID, from: node -p "crypto.randomUUID()">' : example;
    return [manifestErrors.problem('missingKey', { name, allowed, example: sample }, place(path))];
  }
  if (issue.code === 'invalid_type') {
    const allowed = TYPES[issue.expected] ?? issue.expected;
    const fix = value === null ? emptyFix(name, issue.expected) : `set "${name}" to ${allowed}`;
    return [manifestErrors.problem('wrongType', { name, seen: seen(value), allowed, fix }, place(path))];
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const closest = typeof value === 'string' ? closestName(value, values) : undefined;
    const allowed = values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
    return [manifestErrors.problem('badValue', { name, seen: seen(value), allowed, closest }, place(path))];
  }
  return [manifestErrors.problem('badValue', { name, seen: seen(value), allowed: limitOf(issue) }, place(path))];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text (put it in quotes if it looks like a number or a date)',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
};

function emptyFix(name: string, expected: string): string {
  if (name === 'color') return `put the colour in quotes, "#" begins a comment in YAML: color: '#4f46e5'`;
  if (name === 'database') return 'write database: {} for a database with the default name, or remove the line';
  if (expected === 'object') return `give "${name}" its keys, or remove the line`;
  return `give "${name}" a value, or remove the line`;
}

function limitOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const least = issue.code === 'too_small';
    const limit = `at ${least ? 'least' : 'most'} ${least ? issue.minimum : issue.maximum}`;
    if (issue.origin === 'string') return `${limit} characters`;
    return issue.origin === 'array' ? `${limit} entries` : limit;
  }
  if (issue.code === 'invalid_format' && issue.format !== 'regex') {
    return issue.format === 'uuid' ? 'a UUID like 3f2b8c1e-…' : 'a day like 2026-01-31';
  }
  return issue.message;
}

/** The schema of a place, without its wrappers of default and optional; undefined: none. */
function schemaAt(path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = manifestSchema;
  for (const key of path) {
    const bare: z.ZodType | undefined = unwrap(schema);
    if (bare instanceof z.ZodObject) schema = (bare.shape as Record<PropertyKey, z.ZodType>)[key];
    else if (bare instanceof z.ZodArray) schema = bare.element as z.ZodType;
    else return undefined;
  }
  return schema;
}

function keysOf(schema: z.ZodType | undefined): string[] {
  const bare = unwrap(schema);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodPrefault) {
    at = at.unwrap() as z.ZodType;
  }
  return at;
}
