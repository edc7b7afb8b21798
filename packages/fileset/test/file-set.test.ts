import { diffFileSet, fileSet, printJson } from '@scalr/fileset';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('fileSet', () => {
  it('is sorted, whatever order its entries come in', () => {
    const set = fileSet([
      ['b/c.txt', 'c'],
      ['a.txt', { content: 'a', mode: 0o755 }],
    ]);
    expect([...set]).toEqual([
      ['a.txt', { content: 'a', mode: 0o755 }],
      ['b/c.txt', { content: 'c' }],
    ]);
  });

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a//b',
    './a',
    'a/',
    'a\\b',
    'C:/x',
    'a\0b',
    'a\nb',
    `${'a/'.repeat(600)}a`,
  ])('refuses the path %j', (path) => {
    expect(() => fileSet([[path, '']])).toThrow(expect.objectContaining({ code: 'FILE_PATH_UNSAFE' }));
  });

  it('refuses a path given twice, and a file where a folder is', () => {
    const twice = expect.objectContaining({ code: 'FILE_PATH_TWICE' });
    expect(() =>
      fileSet([
        ['a', ''],
        ['a', ''],
      ]),
    ).toThrow(twice);
    expect(() =>
      fileSet([
        ['a/b', ''],
        ['a', ''],
      ]),
    ).toThrow(twice);
    expect(() =>
      fileSet([
        ['a', ''],
        ['a!b', ''],
        ['a/b', ''],
      ]),
    ).toThrow(twice);
  });
});

describe('diffFileSet', () => {
  it('says what was added, changed and removed', () => {
    const before = fileSet([
      ['same', 'x'],
      ['text', 'old'],
      ['mode', { content: 'm', mode: 0o644 }],
      ['gone', ''],
    ]);
    const after = fileSet([
      ['same', Buffer.from('x')],
      ['text', 'new'],
      ['mode', { content: 'm', mode: 0o755 }],
      ['new', ''],
    ]);
    expect(diffFileSet(before, after)).toEqual({ added: ['new'], changed: ['mode', 'text'], removed: ['gone'] });
  });
});

describe('printJson', () => {
  it('sorts keys at every depth and ends the last line', () => {
    expect(printJson({ b: [{ d: 1, c: undefined, a: null }], a: 'ä' })).toBe(
      '{\n  "a": "ä",\n  "b": [\n    {\n      "a": null,\n      "d": 1\n    }\n  ]\n}\n',
    );
  });

  it('keeps the value, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(json);
        const printed = printJson(value);
        expect(JSON.parse(printed)).toEqual(value);
        expect(printJson(JSON.parse(printed))).toBe(printed);
      }),
      { numRuns: 200 },
    );
  });
});
