import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, type Office, openOffice } from './people.ts';

let office: Office;
let ada: Ask;
const NAMES = ['Ant', 'Bee', 'Cow', 'Dog', 'Eel', 'Fox', 'Gnu', 'Hen', 'Ibis_%'];
beforeAll(async () => {
  office = await openOffice(join(import.meta.dirname, 'office', 'src'));
  ada = office.as('ada');
  for (const [index, title] of NAMES.entries()) {
    const note = index % 3 === 0 ? null : `note ${index % 2}`;
    await ada('POST', '/api/projects', { title, note, budgetCents: index % 4, isOpen: index < 4 });
    await office.as('bob')('POST', '/api/projects', { title, budgetCents: 1 });
  }
  // Less than a millisecond apart: only Postgres' own digits tell them from one another.
  await ada('POST', '/api/hand/sql', {
    text: `update projects set created_at = '2026-01-01T00:00:00Z'::timestamptz + ascii(title) * interval '1 microsecond'`,
  });
});
afterAll(() => office.close());

interface Page {
  readonly items: readonly { readonly title: string }[];
  readonly nextCursor: string | null;
}

async function walk(query: string, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null && seen.length < 100) {
    const page: Page = (await ada('GET', `/api/projects?${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`)).json;
    seen.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor;
  }
  return seen;
}

test.each([
  'title',
  '-title',
  'budgetCents',
  '-budgetCents',
  'note',
  '-note',
  'createdAt',
  '-createdAt',
  'isOpen',
  'id',
])('by %s: pages of any size together are the whole, each row once', async (sort) => {
  const whole = await walk(`sort=${sort}`, 200);
  expect([...whole].sort()).toEqual(NAMES);
  for (const limit of [1, 2, 4, 9]) expect(await walk(`sort=${sort}`, limit)).toEqual(whole);
});

test('the newest come first without a sort', async () => {
  expect(await walk('', 4)).toEqual([...NAMES].reverse());
});

test('rows that come and go between two pages neither repeat nor hide others', async () => {
  const first: Page = (await ada('GET', '/api/projects?sort=title&limit=3')).json;
  const added = await ada('POST', '/api/projects', { title: 'Aardvark' });
  const next: Page = (await ada('GET', `/api/projects?sort=title&limit=3&cursor=${first.nextCursor}`)).json;
  await ada('DELETE', added.headers.location as string);
  expect(next.items.map(({ title }) => title)).toEqual(['Dog', 'Eel', 'Fox']);
});

test('filters and search narrow, together too', async () => {
  expect(await walk('sort=title&isOpen=true', 50)).toEqual(['Ant', 'Bee', 'Cow', 'Dog']);
  expect(await walk('sort=title&budgetCents=1', 50)).toEqual(['Bee', 'Fox']);
  expect(await walk('sort=title&q=NOTE%201&isOpen=true', 1)).toEqual(['Bee']);
  expect(await walk('q=_%25', 50)).toEqual(['Ibis_%']);
  expect(await walk('q=', 50)).toHaveLength(9);
});

test.each([
  ['limit=0', '#/limit'],
  ['limit=201', '#/limit'],
  ['sort=secret', '#/sort'],
  ['secret=x', '#/secret'],
  ['titel=Ant', '#/titel'],
  ['budgetCents=many', '#/budgetCents'],
  ['isOpen=yes', '#/isOpen'],
  ['title=a&title=b', '#/title'],
  ['cursor=%00', '#/cursor'],
  [
    `sort=title&cursor=${Buffer.from('["-title","a","00000000-0000-4000-8000-000000000000"]').toString('base64url')}`,
    '#/cursor',
  ],
  [
    `sort=budgetCents&cursor=${Buffer.from('["budgetCents","a","00000000-0000-4000-8000-000000000000"]').toString('base64url')}`,
    '#/cursor',
  ],
])('%s is refused', async (query, pointer) => {
  const answer = await ada('GET', `/api/projects?${query}`);
  expect([answer.status, answer.json.code, answer.json.errors[0].pointer]).toEqual([422, 'VALIDATION_FAILED', pointer]);
});
