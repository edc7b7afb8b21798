import { parseManifest } from '@scalr/manifest';
import { expect, it } from 'vitest';
import { FIELD_EXAMPLES } from '../manifest/field-examples.ts';
import { patternWords } from '../manifest/pattern-words.ts';

it('the examples of all keys together are a manifest that is accepted', () => {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(FIELD_EXAMPLES)) {
    const parts = key.split('.');
    for (const [depth, part] of parts.entries()) {
      const line = `${'  '.repeat(depth)}${part}:${depth === parts.length - 1 ? ` ${value}` : ''}`;
      if (!lines.includes(line)) lines.push(line);
    }
  }
  const folder = 'apps/products/time-sheet';
  const parsed = parseManifest(Buffer.from(`${lines.join('\n')}\n`), { file: `${folder}/app.manifest.yml`, folder });
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
});

it('says what a pattern means in the words of the schema', async () => {
  const words = await patternWords();
  expect(words.get('^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$')).toMatch(/^lower case words of a-z and 0-9/);
  expect(words.get('^#[0-9a-f]{6}$')).toBe("a colour like '#4f46e5', in quotes");
  expect(words.get('^(?:\\/[a-z0-9_-]+)+$')).toBe('a path like /api/health');
  expect(words.size).toBe(6);
});
