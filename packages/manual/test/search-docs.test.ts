import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchDocs } from '@scalr/manual';
import { beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  mkdirSync(join(folder, 'guides'));
  writeFileSync(
    join(folder, 'guides/records.md'),
    '# Records\n\nTables with rules.\n\n## Who may read\n\nSay `access` for it.\n\n```\n# not a heading\nDATABASE_URL=x\n```\n',
  );
  writeFileSync(
    join(folder, 'start.md'),
    '# Start\n\nBring it up with `./scalr up --prod`.\n\n## Empty\n\n## Next\n\nRead on.\n',
  );
});

const places = async (words: string) =>
  (await searchDocs(folder, words, 3)).map(({ page, line, headings }) => `${page}:${line} ${headings.join(' / ')}`);

test.each([
  ['who may read', ['guides/records.md:5 Records / Who may read']],
  ['DATABASE_URL', ['guides/records.md:5 Records / Who may read']],
  ['record', ['guides/records.md:1 Records', 'guides/records.md:5 Records / Who may read']],
  ['production up --prod', ['start.md:1 Start']],
  ['recods', ['guides/records.md:1 Records', 'guides/records.md:5 Records / Who may read']],
  ['zebra', []],
])('finds %s', async (words, expected) => {
  expect((await places(words)).slice(0, Math.max(1, expected.length))).toEqual(expected);
});

test('the text of a section is what stands under its heading, code and all', async () => {
  const [found] = await searchDocs(folder, 'access', 1);
  expect(found?.text).toBe('Say `access` for it.\n\n```\n# not a heading\nDATABASE_URL=x\n```');
});
