import { MANIFEST_SIZE_LIMIT, parseManifest } from '@scalr/manifest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes, file, folder, LINES, manifest, problemsOf } from './manifest-text.ts';

describe('hostile text', () => {
  it.each<[string, string, [string, number | undefined][]]>([
    ['nothing', '', [['MANIFEST_NOT_MAPPING', 1]]],
    ['only comments', '# a\n# b\n', [['MANIFEST_NOT_MAPPING', 1]]],
    ['a list', '- a\n', [['MANIFEST_NOT_MAPPING', 1]]],
    ['a word', 'hello\n', [['MANIFEST_NOT_MAPPING', 1]]],
    ['two documents', `${manifest()}---\n${manifest()}`, [['MANIFEST_YAML_DOCUMENTS', 9]]],
    ['a tag', manifest({ name: '!!js/function "x"' }), [['MANIFEST_YAML_TAG', 4]]],
    ['a standard tag', manifest({ name: '!!str x' }), [['MANIFEST_YAML_TAG', 4]]],
    ['an anchor', manifest({ name: '&a x' }), [['MANIFEST_YAML_ALIAS', 4]]],
    [
      'an anchor and its alias',
      manifest({ name: '&a x', owner: '*a' }),
      [
        ['MANIFEST_YAML_ALIAS', 4],
        ['MANIFEST_YAML_ALIAS', 8],
        ['MANIFEST_MISSING_KEY', 8],
      ],
    ],
    ['a merge', manifest({ '<<': '{ a: 1 }' }), [['MANIFEST_YAML_MERGE', 9]]],
    ['a directive', `%YAML 1.1\n---\n${manifest()}`, [['MANIFEST_YAML_DIRECTIVE', 1]]],
    ['a key twice', `${manifest()}slug: other\n`, [['MANIFEST_DUPLICATE_KEY', 9]]],
    ['a key twice, further in', manifest({ hub: '{ order: 1, order: 2 }' }), [['MANIFEST_DUPLICATE_KEY', 9]]],
    ['a tab for indentation', `${manifest()}hub:\n\torder: 1\n`, [['MANIFEST_YAML_SYNTAX', 10]]],
    ['an open quote', `${manifest()}hub: "\n`, [['MANIFEST_YAML_SYNTAX', 10]]],
    ['a NUL', manifest({ name: 'a\0b' }), [['MANIFEST_HIDDEN_CHARACTER', 4]]],
    ['a direction override', manifest({ name: 'a\u202eb' }), [['MANIFEST_HIDDEN_CHARACTER', 4]]],
    ['a zero-width space', manifest({ slug: 'hel\u200blo' }), [['MANIFEST_HIDDEN_CHARACTER', 3]]],
    ['half a character', manifest({ name: 'a\ud800' }), [['MANIFEST_HIDDEN_CHARACTER', 4]]],
    ['a key that is a list', `${manifest()}? [a]\n: 1\n`, [['MANIFEST_YAML_SYNTAX', 9]]],
  ])('with %s is refused with its line', (_what, text, expected) => {
    expect(codes(text).map(([code, line]) => [code, line])).toEqual(expected);
  });

  it('that is not UTF-8 is refused', () => {
    expect(codes(Buffer.from([0x61, 0xff, 0xfe]))).toEqual([['MANIFEST_NOT_TEXT', 1, undefined]]);
  });

  it('of 10 MB is refused unread', () => {
    // Had anything looked into it, the NULs would be told too.
    const text = 'a\0'.repeat(5 * 1024 * 1024);
    expect(problemsOf(text)).toEqual([
      {
        code: 'MANIFEST_TOO_LARGE',
        message:
          'The manifest has 10485760 bytes; 65536 are allowed, and a real one needs about 1000. It was not read.',
        fix: 'remove what does not belong into a manifest',
        file,
      },
    ]);
  });

  it.each([
    [
      'aliases of aliases',
      `a: &a [x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${Array(8).fill(`*${'abcdefghi'[at]}`)}]\n`).join('')}`,
    ],
    ['brackets', '['.repeat(MANIFEST_SIZE_LIMIT)],
    ['braces', '{a: '.repeat(MANIFEST_SIZE_LIMIT / 4)],
    ['dashes', '- '.repeat(MANIFEST_SIZE_LIMIT / 2)],
    ['question marks', '? '.repeat(MANIFEST_SIZE_LIMIT / 2)],
    ['documents', '---\n'.repeat(MANIFEST_SIZE_LIMIT / 4)],
    ['equal keys', 'a: 1\n'.repeat(MANIFEST_SIZE_LIMIT / 5)],
    ['different keys', Array.from({ length: 6000 }, (_, at) => `k${at}: 1\n`).join('')],
  ])('of nothing but %s is refused, with at most 51 problems', (_what, text) => {
    const problems = problemsOf(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(51);
  });

  it('never makes the parser throw, and every problem is complete', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '&a',
        '*a',
        '<<:',
        '? ',
        '- ',
        '!!binary',
        '---',
        '...',
        '%TAG ! x',
        '"',
        "'",
        '|',
        '>-',
        '{',
        '}',
        '\0',
        '\u202e',
      ),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc
        .tuple(fc.constantFrom(...Object.keys(LINES), '__proto__', 'constructor', 'hub', 'auth', 'routing'), fc.json())
        .map(([key, value]) => `${key}: ${value}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', ' '), (lines, glue) => {
        for (const { code, message, fix, line } of problemsOf(lines.join(glue), folder)) {
          expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)+$/);
          expect(message).not.toMatch(/undefined|\[object|NaN/);
          expect(fix.length).toBeGreaterThan(5);
          if (code !== 'MANIFEST_MORE_PROBLEMS') expect(line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('as any bytes never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseManifest(bytes, { file, folder })),
      { numRuns: 300 },
    );
  });

  it('as any value under any key is judged without throwing', () => {
    const keys = fc.constantFrom(
      'slug',
      'name',
      'kind',
      'icon',
      'color',
      'routing',
      'auth',
      'database',
      'hub',
      'calls',
      'dependencies',
      'lifecycle',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (values) => {
        const lines = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
        problemsOf(manifest(lines), folder);
      }),
      { numRuns: 500 },
    );
  });
});
