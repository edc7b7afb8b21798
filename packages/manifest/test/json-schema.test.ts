import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestJsonSchema, manifestSchema, RESERVED, SLUG_PATTERN } from '@scalr/manifest';
import { expect, it } from 'vitest';

it('is committed as it is generated', async () => {
  const path = join(import.meta.dirname, '../../../schemas/app-manifest.schema.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(manifestJsonSchema());
});

it('is JSON Schema 2020-12 of what a person writes: defaults are not required, unknown keys are refused', () => {
  const schema = manifestJsonSchema();
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'SCALR app manifest',
    type: 'object',
    additionalProperties: false,
    required: ['manifest_version', 'id', 'slug', 'name', 'kind', 'description', 'created', 'owner'],
  });
  expect(Object.keys(schema.properties as object)).toEqual(Object.keys(manifestSchema.shape));
});

it('explains every key', () => {
  const bare: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string) => {
    for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (value.properties === undefined && value.description === undefined) bare.push(`${path}${key}`);
      walk(value, `${path}${key}.`);
    }
  };
  walk(manifestJsonSchema(), '');
  expect(bare.filter((path) => !path.startsWith('routing.ports.'))).toEqual([]);
});

it('reserves only names that could be slugs, each once', () => {
  const names = [...RESERVED.never, ...RESERVED.platformOnly];
  expect(names.filter((name) => !SLUG_PATTERN.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
