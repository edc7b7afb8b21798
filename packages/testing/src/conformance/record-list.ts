import { beforeAll, describe, expect, test } from 'vitest';
import { type Ask, askAs, problemOf } from './people.ts';
import type { ConformanceSubject } from './subject.ts';

const NAMES = ['Ant', 'Bee', 'Cow', 'Dog', 'Eel', 'Fox', 'Gnu', 'Hen', 'Ibis_%'];

interface Page {
  readonly items: readonly { readonly title: string }[];
  readonly nextCursor: string | null;
}

const cursorOf = (...content: unknown[]) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** Pages, orders, filters and search of an entity. */
export function recordListConformance(subject: ConformanceSubject): void {
  describe('lists of records', () => {
    let lister: Ask;
    beforeAll(async () => {
      lister = askAs(subject, 'lister');
      const other = askAs(subject, 'other-lister');
      for (const [index, title] of NAMES.entries()) {
        const note = index % 3 === 0 ? null : `note ${index % 2}`;
        const made = await lister('POST', '/api/projects', {
          title,
          note,
          budgetCents: index % 4,
          isOpen: index < 4,
          dueOn: index % 2 === 0 ? `2026-01-0${index + 1}` : null,
        });
        expect(made.status).toBe(201);
        await other('POST', '/api/projects', { title, budgetCents: 1 });
      }
      // Less than a millisecond apart: only Postgres' own digits tell them from one another.
      await lister('POST', '/api/hand/sql', {
        text: `update projects set created_at = timestamptz '2026-01-01' + ascii(title) * interval '1 microsecond'`,
      });
    });

    async function walk(query: string, limit: number): Promise<string[]> {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null && seen.length < 100) {
        const path: string = `/api/projects?${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`;
        const page: Page = (await lister('GET', path)).json;
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
      'dueOn',
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
      const first: Page = (await lister('GET', '/api/projects?sort=title&limit=3')).json;
      const added = await lister('POST', '/api/projects', { title: 'Aardvark' });
      const next: Page = (await lister('GET', `/api/projects?sort=title&limit=3&cursor=${first.nextCursor}`)).json;
      await lister('DELETE', added.headers.location as string);
      expect(next.items.map(({ title }) => title)).toEqual(['Dog', 'Eel', 'Fox']);
    });

    test('a cursor of one language is one of the other', async () => {
      const page: Page = (await lister('GET', '/api/projects?sort=-note&limit=2')).json;
      const [sort, value, id] = JSON.parse(Buffer.from(page.nextCursor ?? '', 'base64url').toString('utf8'));
      expect([sort, value, id]).toEqual(['-note', 'note 1', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    });

    test('filters and search narrow, together too', async () => {
      expect(await walk('sort=title&isOpen=true', 50)).toEqual(['Ant', 'Bee', 'Cow', 'Dog']);
      expect(await walk('sort=title&isOpen=false&budgetCents=0', 50)).toEqual(['Eel', 'Ibis_%']);
      expect(await walk('sort=title&budgetCents=1', 50)).toEqual(['Bee', 'Fox']);
      expect(await walk('sort=title&dueOn=2026-01-03', 50)).toEqual(['Cow']);
      expect(await walk('sort=title&q=NOTE%201&isOpen=true', 1)).toEqual(['Bee']);
      expect(await walk('q=_%25', 50)).toEqual(['Ibis_%']);
      expect(await walk('q=', 50)).toHaveLength(9);
      expect(await walk('color=red&sort=title', 50)).toHaveLength(9);
      expect(await walk(`title=${encodeURIComponent("Ant' or '1'='1")}`, 50)).toEqual([]);
    });

    test.each([
      ['limit=0', '#/limit'],
      ['limit=201', '#/limit'],
      ['limit=', '#/limit'],
      ['limit=1.5', '#/limit'],
      ['sort=secret', '#/sort'],
      ['sort=', '#/sort'],
      ['secret=x', '#/secret'],
      ['titel=Ant', '#/titel'],
      ['budgetCents=many', '#/budgetCents'],
      ['budgetCents=', '#/budgetCents'],
      ['budgetCents=1e2', '#/budgetCents'],
      ['budgetCents=99999999999999999', '#/budgetCents'],
      ['isOpen=yes', '#/isOpen'],
      ['dueOn=tomorrow', '#/dueOn'],
      ['dueOn=2026-02-30', '#/dueOn'],
      ['id=7', '#/id'],
      ['id=00000000000040008000000000000000', '#/id'],
      ['createdAt=2026-01-01T00:00:00Z', '#/createdAt'],
      ['title=a&title=b', '#/title'],
      [`q=${'x'.repeat(201)}`, '#/q'],
      ['cursor=%00', '#/cursor'],
      ['cursor=', '#/cursor'],
      [`sort=title&cursor=${cursorOf('-title', 'a', '00000000-0000-4000-8000-000000000000')}`, '#/cursor'],
      [`sort=title&cursor=${cursorOf('title', 'a')}`, '#/cursor'],
      [`sort=title&cursor=${cursorOf('title', 1, '00000000-0000-4000-8000-000000000000')}`, '#/cursor'],
      [`sort=title&cursor=${cursorOf('title', 'a', 'x')}`, '#/cursor'],
      [`sort=budgetCents&cursor=${cursorOf('budgetCents', 'a', '00000000-0000-4000-8000-000000000000')}`, '#/cursor'],
      [`sort=createdAt&cursor=${cursorOf('createdAt', 'soon', '00000000-0000-4000-8000-000000000000')}`, '#/cursor'],
    ])('refused: %s', async (query, pointer) => {
      const answer = subject.keep(`list ${query}`, await lister('GET', `/api/projects?${query}`));
      expect(problemOf(answer)).toEqual([422, 'VALIDATION_FAILED', pointer]);
    });
  });
}
