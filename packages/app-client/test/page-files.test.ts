import { expect, test } from 'vitest';
import { menuOf, pageFiles, pagePath } from '../src/page-files.ts';

const Page = () => null;

test.each([
  ['./pages/index.tsx', '/'],
  ['./pages/notes.tsx', '/notes'],
  ['./pages/notes/index.tsx', '/notes'],
  ['./pages/notes/[id].tsx', '/notes/:id'],
  ['./pages/my-notes/[id]/edit.tsx', '/my-notes/:id/edit'],
])('%s is %s', (file, path) => expect(pagePath(file)).toBe(path));

test('the menu has the pages that export nav, by order and then by label', async () => {
  const pages = pageFiles({
    './pages/zebra.tsx': async () => ({ default: Page, nav: { label: 'Zebra' } }),
    './pages/ant.tsx': async () => ({ default: Page, nav: { label: 'Ant' } }),
    './pages/index.tsx': async () => ({ default: Page, nav: { label: 'Home', order: 1 } }),
    './pages/hidden.tsx': async () => ({ default: Page }),
  });
  expect(await menuOf(pages)).toEqual([
    { path: '/', label: 'Home' },
    { path: '/ant', label: 'Ant' },
    { path: '/zebra', label: 'Zebra' },
  ]);
});

test('a page that cannot be loaded is in no menu, and opening it says what is wrong', async () => {
  const pages = pageFiles({
    './pages/index.tsx': async () => ({ default: Page, nav: { label: 'Home' } }),
    './pages/broken.tsx': () => Promise.reject(new Error('a slip')),
    './pages/empty.tsx': async () => ({ nav: { label: 'Empty' } }),
  });
  expect(await menuOf(pages)).toEqual([{ path: '/', label: 'Home' }]);
  const load = (path: string) => pages.find((page) => page.path === path)?.load();
  await expect(load('/broken')).rejects.toThrow('a slip');
  await expect(load('/empty')).rejects.toThrow(
    './pages/empty.tsx exports no page: write "export default function ..." in it.',
  );
});
