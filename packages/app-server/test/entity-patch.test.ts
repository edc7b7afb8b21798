import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergePatch } from '../src/merge-patch.ts';
import { type Ask, type Office, openOffice } from './people.ts';

let office: Office;
let ada: Ask;
let count = 0;
beforeAll(async () => {
  office = await openOffice(join(import.meta.dirname, 'office', 'src'));
  ada = office.as('ada');
});
afterAll(() => office.close());

const make = async (more: object = {}) => (await ada('POST', '/api/projects', { title: `P${count++}`, ...more })).json;

describe('RFC 7396', () => {
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('appendix A: %j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  test('again changes nothing, the empty one changes nothing, and neither argument is touched', () => {
    const plain = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(plain, plain, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect(mergePatch(target, {})).toEqual({ ...target });
        expect(JSON.stringify([target, patch])).toBe(before);
        expect(Object.getPrototypeOf(once)).toBe(Object.prototype);
      }),
    );
  });
});

test('any patch changes what it names and nothing else; defaults stay where they were written over', async () => {
  const patch = fc.record(
    {
      note: fc.option(fc.string({ maxLength: 20, unit: 'grapheme-ascii' })),
      budgetCents: fc.integer({ min: 0, max: 1_000_000 }),
      isOpen: fc.boolean(),
      color: fc.constantFrom('red', 'blue'),
      dueOn: fc.constantFrom(null, '2026-02-28', '2024-02-29'),
    },
    { requiredKeys: [] },
  );
  const start = await make({ note: 'n', budgetCents: 7, isOpen: false, color: 'blue', dueOn: '2026-01-01' });
  let before = start;
  await fc.assert(
    fc.asyncProperty(patch, fc.boolean(), async (change, isPlain) => {
      const type = isPlain ? 'application/json' : 'application/merge-patch+json';
      const answer = await ada('PATCH', `/api/projects/${start.id}`, change, { 'content-type': type });
      expect([answer.status, answer.json]).toEqual([200, { ...before, ...change }]);
      before = answer.json;
    }),
    { numRuns: 60 },
  );
  expect((await ada('GET', `/api/projects/${start.id}`)).json).toEqual(before);
});

test('null only where null is allowed; unknown, wrong and no object refused', async () => {
  const { id } = await make({ note: 'x' });
  const patch = async (body: unknown) => {
    const { status, json } = await ada('PATCH', `/api/projects/${id}`, body);
    return [status, ...(json.errors ?? []).map((error: { pointer: string }) => error.pointer)];
  };
  expect(await patch({ note: null })).toEqual([200]);
  expect(await patch({ title: null })).toEqual([422, '#/title']);
  expect(await patch({ color: null, isOpen: null, budgetCents: null })).toEqual([
    422,
    '#/color',
    '#/isOpen',
    '#/budgetCents',
  ]);
  expect(await patch({ title: 'ok', nonsense: 1 })).toEqual([422, '#/nonsense']);
  expect(await patch({ constructor: 1, toString: 2 })).toEqual([422, '#/constructor', '#/toString']);
  expect(await patch({ secret: 'told' })).toEqual([422, '#/secret']);
  for (const body of [[], 'x', 3]) expect(await patch(body)).toEqual([422, '#']);
  expect(await patch({})).toEqual([200]);
});

test('an object inside is merged', async () => {
  const { id } = await make({ details: { a: 1, b: { c: 2, d: 3 } } });
  const answer = await ada('PATCH', `/api/projects/${id}`, { details: { b: { c: null, e: 4 }, f: 5 } });
  expect(answer.json.details).toEqual({ a: 1, b: { d: 3, e: 4 }, f: 5 });
});

test('a merge patch is for PATCH', async () => {
  const headers = { 'content-type': 'application/merge-patch+json' };
  expect((await ada('POST', '/api/projects', { title: 'x' }, headers)).status).toBe(415);
});

describe('If-Match', () => {
  test('of the state that is there: done; of another: 412, and nothing happened', async () => {
    const made = await make();
    const path = `/api/projects/${made.id}`;
    const { etag } = (await ada('GET', path)).headers;
    expect((await ada('PATCH', path, { note: 'a' }, { 'if-match': `"x", ${etag}` })).status).toBe(200);
    for (const tag of [etag as string, `W/${etag}`, '"x"', '']) {
      const answer = await ada('PATCH', path, { note: 'b' }, { 'if-match': tag });
      expect([answer.status, answer.json.code]).toEqual([412, 'CHANGED_MEANWHILE']);
      expect((await ada('DELETE', path, undefined, { 'if-match': tag })).status).toBe(412);
    }
    expect((await ada('GET', path)).json.note).toBe('a');
    expect((await ada('PATCH', path, { note: 'c' }, { 'if-match': '*' })).status).toBe(200);
    expect((await office.as('bob')('PATCH', path, { note: 'd' }, { 'if-match': '"x"' })).status).toBe(404);
  });

  test('of ten changes of one state at once, one is done', async () => {
    const made = await make();
    const path = `/api/projects/${made.id}`;
    const { etag } = (await ada('GET', path)).headers;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ada('PATCH', path, { budgetCents: index + 1 }, { 'if-match': etag as string }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await ada('GET', path)).json).toEqual(winner?.json);
  });

  test('of ten changes at once without it, none is lost', async () => {
    const made = await make({ details: {} });
    const path = `/api/projects/${made.id}`;
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => ada('PATCH', path, { details: { [`k${index}`]: index } })),
    );
    expect(Object.keys((await ada('GET', path)).json.details)).toHaveLength(10);
  });

  test('where it is required, its absence is 428, whether the row is there or not', async () => {
    const projectId = (await make()).id;
    const task = await ada('POST', '/api/tasks', { title: 't', projectId });
    for (const id of [task.json.id, '00000000-0000-4000-8000-000000000000']) {
      for (const method of ['PATCH', 'DELETE']) {
        const answer = await ada(method, `/api/tasks/${id}`, method === 'PATCH' ? { title: 'u' } : undefined);
        expect([answer.status, answer.json.code]).toEqual([428, 'IF_MATCH_MISSING']);
      }
    }
    const headers = { 'if-match': task.headers.etag as string };
    expect((await ada('DELETE', `/api/tasks/${task.json.id}`, undefined, headers)).status).toBe(204);
  });
});
