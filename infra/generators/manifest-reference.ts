import { type FileSet, fileSet } from '@scalr/fileset';
import { manifestJsonSchema } from '../../packages/manifest/src/json-schema.ts';
import { RESERVED } from '../../packages/manifest/src/reserved.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';
import { FIELD_EXAMPLES } from './manifest/field-examples.ts';
import { patternWords } from './manifest/pattern-words.ts';
import { anchorOf, headings } from './sdk/anchors.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Field {
  /** `routing.subdomain` */
  readonly key: string;
  readonly schema: Schema;
  readonly needed: boolean;
  /** Null: at the top. */
  readonly inside: string | null;
}

/** `docs/content/reference/manifest.md`, from the zod schema in packages/manifest. */
export async function generate(): Promise<FileSet> {
  const fields = fieldsOf(manifestJsonSchema());
  const words = await patternWords();
  const heading = headings('manifest.md');
  const unknown = Object.keys(FIELD_EXAMPLES).filter((key) => !fields.some((field) => field.key === key));
  if (unknown.length > 0) throw new Error(`examples of keys that a manifest does not have: ${unknown.join(', ')}`);
  const page = markdownPage('app.manifest.yml', 'packages/manifest/src/schema.ts', [
    'One file an app, in its folder, and the only place where the platform learns of it: host, sign-in, groups, database and tile are derived from here. Unknown keys are refused, and every problem is reported at once with file, line and fix. The same rules as JSON Schema for editors: `schemas/app-manifest.schema.json`.',
    '## The least that works',
    `${'```'}yaml\n${EXAMPLE}${'```'}`,
    'Everything else has a default.',
    '## Keys',
    markdownTable([
      ['key', 'value', 'default', 'meaning'],
      ...fields.map((field) => [
        code(field.key),
        allowed(field.schema),
        fallback(field),
        `${field.schema.description ?? ''} [more](#${anchorOf(field.key)})`.trim(),
      ]),
    ]),
    '## Where the folder has to be',
    markdownTable([
      ['kind', 'folder'],
      [code('product'), code('apps/products/<slug>')],
      [code('client'), code('clients/<slug>')],
      [`${code('internal')}, ${code('platform')}`, `${code('apps/<slug>')} or ${code('services/<slug>')}`],
    ]),
    'The last part of the folder is the slug. Nothing else lists apps: a folder with a manifest is an app.',
    '## Names that are taken',
    `Never: ${RESERVED.never.map(code).join(', ')}. For apps of kind ${code('platform')} only: ${RESERVED.platformOnly.map(code).join(', ')}.`,
    'Slug, subdomain and client id share one space: two apps cannot have the same, not even one as slug and the other as subdomain. Who is called so by its slug keeps it; otherwise the first folder in the alphabet does, and the other one is left out until it is mended.',
    '## What is refused beyond types',
    'YAML anchors, aliases, tags, merge keys, directives and several documents; keys given twice; more than 64 kB; invisible characters; words that mix alphabets; anything that looks like a secret; links that lead out of the repository. [Error codes](errors.md#manifests-and-envapp) lists each with its fix.',
    '## Each key',
    ...fields.map((field) => section(field, words, heading)),
  ]);
  return fileSet([['docs/content/reference/manifest.md', page]]);
}

const EXAMPLE = `manifest_version: 1
id: 0e4c1f6a-54a5-4f0e-9b0e-6f2f4f8d7a10
slug: time-sheet
name: Time sheet
kind: product
description: Who worked on what, and for how long.
created: 2026-11-22
owner: Platform team
database: {}
auth:
  required_groups: [staff]
`;

function fieldsOf(schema: Schema, inside: string | null = null): readonly Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = inside === null ? name : `${inside}.${name}`;
    const own = { key, schema: property, needed: schema.required?.includes(name) === true, inside };
    return [own, ...fieldsOf(property, key)];
  });
}

function section(
  { key, schema, needed, inside }: Field,
  words: ReadonlyMap<string, string>,
  heading: (text: string) => string,
): string {
  const parts = [`### ${heading(key)}`, ...(schema.description === undefined ? [] : [schema.description])];
  if (schema.properties !== undefined) {
    const own = Object.keys(schema.properties).map((name) => `[${code(name)}](#${anchorOf(`${key}.${name}`)})`);
    return [...parts, `A mapping of ${own.join(', ')}.`].join('\n\n');
  }
  const example = FIELD_EXAMPLES[key];
  if (example === undefined) throw new Error(`infra/generators/manifest/field-examples.ts has no example of ${key}`);
  const rule = words.get(schema.pattern ?? schema.items?.pattern ?? '');
  const default_ = fallback({ key, schema, needed, inside });
  const facts = [
    `- value: ${allowed(schema)}`,
    ...(rule === undefined ? [] : [`- rule: ${schema.items === undefined ? '' : 'each is '}${rule}`]),
    `- default: ${default_ === '' ? 'none' : default_}`,
  ];
  return [...parts, facts.join('\n'), `${'```'}yaml\n${nested(key.split('.'), example)}\n${'```'}`].join('\n\n');
}

const nested = (keys: readonly string[], value: string) =>
  keys.map((key, depth) => `${'  '.repeat(depth)}${key}:${depth === keys.length - 1 ? ` ${value}` : ''}`).join('\n');

function fallback({ schema: { default: value, properties }, needed, inside }: Field): string {
  if (needed) return inside === null ? '**needed**' : `needed within ${code(inside)}`;
  if (value === undefined || properties !== undefined) return '';
  return code(JSON.stringify(value));
}

function allowed({ type, const: only, enum: names, format, minimum, maximum, ...schema }: Schema): string {
  if (only !== undefined) return code(String(only));
  if (names !== undefined) return names.map(code).join(', ');
  if (type === 'object') return 'mapping';
  if (type === 'array') {
    const of = schema.items === undefined ? 'values' : allowed(schema.items);
    return `list of ${of}${schema.maxItems === undefined ? '' : `, at most ${schema.maxItems}`}`;
  }
  if (type === 'integer') return `${minimum} to ${maximum}`;
  if (type === 'boolean') return `${code('true')} or ${code('false')}`;
  if (format !== undefined) return format === 'uuid' ? 'UUID' : format;
  const length = schema.maxLength === undefined ? '' : `, ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
  return `text${length}`;
}
