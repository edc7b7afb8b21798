import { expect, test } from 'vitest';
import { evidenceName, hasChangingPart, leadsToPage, pagesOf } from '../src/look/page-files.ts';
import { firstFrame, sourcePlaces } from '../src/look/source-places.ts';

const FILES = ['index', 'orders/index', 'orders/new', 'orders/[id]', 'old'].map(
  (name) => `frontend/src/pages/${name}.tsx`,
);
const pages = pagesOf(new Map([...FILES, 'frontend/src/App.tsx'].map((path) => [path, { content: '' }])));

test('a file is a page, and its place is its address', () => {
  expect(pages.map(({ path }) => path)).toEqual(['/', '/old', '/orders', '/orders/:id', '/orders/new']);
  expect(pages.filter(hasChangingPart).map(({ file }) => file)).toEqual(['frontend/src/pages/orders/[id].tsx']);
  expect(pages.map(({ path }) => evidenceName(path))).toEqual(['index', 'old', 'orders', 'orders-id', 'orders-new']);
});

test.each([
  ['/', true],
  ['/orders', true],
  ['/orders/', true],
  ['/orders/17', true],
  ['/orders/17/lines', false],
  ['/olds', false],
])('%s leads to a page: %s', (path, leads) => {
  expect(leadsToPage(pages, path)).toBe(leads);
});

const STACK = `Error: boom
    at helper (http://shelf.localhost:8081/@fs/packages/ui/src/button.tsx:4:2)
    at Board (http://shelf.localhost:8081/src/pages/board.tsx?t=17:3:7)`;
const url = 'http://shelf.localhost:8081';

test('the first place of a stack that is the app itself', () => {
  expect(firstFrame(STACK, url)).toEqual({ path: '/src/pages/board.tsx?t=17', line: 3, column: 7 });
  expect(firstFrame(STACK, 'http://other.localhost:8081')).toBeNull();
});

test('is found in the sources by the map that comes with the module, else as it stands', async () => {
  // Line 3 of what is served is line 9 of what was written.
  const map = { version: 3, sources: ['board.tsx'], names: [], mappings: ';;AAQA' };
  const data = Buffer.from(JSON.stringify(map)).toString('base64');
  const served = `a\nb\nc\n//# sourceMappingURL=data:application/json;base64,${data}`;
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return served;
  };
  const placeOf = sourcePlaces({ url, folder: 'apps/products/shelf', read });
  const file = 'apps/products/shelf/frontend/src/pages/board.tsx';
  expect(await placeOf(STACK)).toEqual({ file, line: 9 });
  expect(await placeOf(STACK)).toEqual({ file, line: 9 });
  expect(asked).toEqual(['/src/pages/board.tsx?t=17']);
  const plain = sourcePlaces({ url, folder: 'apps/products/shelf', read: async () => 'a\nb\nc\n' });
  expect(await plain(STACK)).toEqual({ file, line: 3 });
  expect(await plain('Error: of nobody')).toBeNull();
});
