import { type FileSet, fileSet } from '@scalr/fileset';
import { manifestJsonSchema } from '../../packages/manifest/src/json-schema.ts';
import { RESERVED } from '../../packages/manifest/src/reserved.ts';
import { code, markdownPage, markdownTable } from '../markdown.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
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

/** `docs/content/reference/manifest.md`, from the zod schema in packages/manifest. */
export async function generate(): Promise<FileSet> {
  const schema = manifestJsonSchema() as Schema;
  const page = markdownPage('app.manifest.yml', 'packages/manifest/src/schema.ts', [
    'One file an app, in its folder, and the only place where the platform learns of it: host, sign-in, groups, database and tile are derived from here. Unknown keys are refused, and every problem is reported at once with file, line and fix. The same rules as JSON Schema for editors: `schemas/app-manifest.schema.json`.',
    '## The least that works',
    `${'```'}yaml\n${EXAMPLE}${'```'}`,
    'Everything else has a default.',
    '## Keys',
    markdownTable([['key', 'value', 'default', 'meaning'], ...rows(schema)]),
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
    'YAML anchors, aliases, tags, merge keys, directives and several documents; keys given twice; more than 64 kB; invisible characters; words that mix alphabets; anything that looks like a secret; links that lead out of the repository. [Error codes](errors.md) lists each with its fix.',
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

function rows(schema: Schema, prefix = ''): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = `${prefix}${name}`;
    const needed = schema.required?.includes(name) === true;
    const inside = prefix === '' ? undefined : prefix.slice(0, -1);
    const own = [code(key), allowed(property), fallback(property, needed, inside), property.description ?? ''];
    return property.properties === undefined ? [own] : [own, ...rows(property, `${key}.`)];
  });
}

function fallback({ default: value, properties }: Schema, needed: boolean, inside: string | undefined): string {
  if (needed) return inside === undefined ? '**needed**' : `needed within ${code(inside)}`;
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
