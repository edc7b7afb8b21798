import { fileSet } from '@scalr/fileset';
import { expect, test } from 'vitest';
import { pagesOf } from '../src/look/page-files.ts';
import { pageDigests } from '../src/stages/ui/page-memory.ts';

const FILES = {
  'frontend/src/pages/index.tsx': "import { List } from '../parts/list.tsx';",
  'frontend/src/pages/orders/index.tsx': 'orders',
  'frontend/src/pages/orders/new.tsx': "import { Form } from './index.tsx';",
  'frontend/src/parts/list.tsx': 'list',
  'backend/src/models/order.ts': 'order',
  'README.md': 'words',
};
const digests = (changed: Record<string, string> = {}, ground = 'packages') => {
  const files = fileSet(Object.entries({ ...FILES, ...changed }));
  return pageDigests(files, pagesOf(files), ground);
};
/** Paths of the pages that have to be looked at again. */
const stale = (changed: Record<string, string>, ground?: string) => {
  const [before, after] = [digests(), digests(changed, ground)];
  return Object.keys(after).filter((path) => before[path] !== after[path]);
};

test.each([
  ['nothing', {}, []],
  ['what no page shows', { 'README.md': 'other words', 'features.json': '{}', 'test/x.test.ts': '' }, []],
  ['one page', { 'frontend/src/pages/index.tsx': 'new' }, ['/', '/orders/new']],
  ['a page that another one imports', { 'frontend/src/pages/orders/index.tsx': 'new' }, ['/orders', '/orders/new']],
  ['what several pages share', { 'frontend/src/parts/list.tsx': 'new' }, ['/', '/orders', '/orders/new']],
  ['the backend', { 'backend/src/models/order.ts': 'new' }, ['/', '/orders', '/orders/new']],
  ['a page that came', { 'frontend/src/pages/old.tsx': 'new' }, ['/old', '/orders/new']],
])('a change of %s makes the right pages be looked at again', (_what, changed, expected) => {
  expect(stale(changed)).toEqual(expected);
});

test('a change of what all apps stand on makes every page be looked at again', () => {
  expect(stale({}, 'newer packages')).toEqual(['/', '/orders', '/orders/new']);
});
