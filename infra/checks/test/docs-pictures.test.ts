import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PICTURES } from '../../screenshots/pictures.ts';
import { documentationPages } from '../docs/pages.ts';
import { ROOT } from '../source-files.ts';

const FOLDER = 'docs/content/images';

/** `![…](images/x.png)` of Markdown, `src` and `srcset` of HTML in it. */
const NAMED = /(?:\]\(|src(?:set)?=")(?:[\w./-]*\/)?images\/([\w-]+\.\w+)/g;
const named = documentationPages().flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, name = '']) => name));

it('every picture that a page shows is taken by the script, and every one that is taken is shown', () => {
  expect([...new Set(named)].sort()).toEqual(Object.keys(PICTURES).sort());
  expect(readdirSync(join(ROOT, FOLDER)).sort()).toEqual(Object.keys(PICTURES).sort());
});

it('pictures are as large as they are taken, and small on disk', () => {
  for (const [name, { size }] of Object.entries(PICTURES)) {
    const file = join(ROOT, FOLDER, name);
    const header = readFileSync(file).subarray(16, 24);
    expect([name, header.readUInt32BE(0), header.readUInt32BE(4)]).toEqual([name, size.width * 2, size.height * 2]);
    expect([name, statSync(file).size < 200 * 1_024]).toEqual([name, true]);
  }
});

it('every picture that a page shows is there, and says in words what is on it', () => {
  const shown = documentationPages().flatMap(({ path, text }) =>
    [...text.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, words = '', target = '']) => ({ path, words, target })),
  );
  const missing = shown.filter(({ path, target }) => !existsSync(join(ROOT, path, '..', target)));
  expect(missing).toEqual([]);
  expect(shown.filter(({ words }) => words.length < 10)).toEqual([]);
});
