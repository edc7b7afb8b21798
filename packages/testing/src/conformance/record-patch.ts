import { beforeAll, describe, expect, test } from 'vitest';
import { stageToken } from '../backend-under-test.ts';
import { ABSENT, type Ask, askAs, problemOf } from './people.ts';
import type { ConformanceSubject } from './subject.ts';

/** Merge patches and entity tags. */
export function recordPatchConformance(subject: ConformanceSubject): void {
  describe('changes of records', () => {
    let changer: Ask;
    let count = 0;
    beforeAll(() => {
      changer = askAs(subject, 'changer');
    });
    const make = async (more: object = {}) =>
      (await changer('POST', '/api/projects', { title: `P${count++}`, ...more })).json;

    test.each(['application/json', 'application/merge-patch+json', 'application/merge-patch+json; charset=utf-8'])(
      'a patch changes what it names and nothing else: %s',
      async (type) => {
        let row = await make({ note: 'n', budgetCents: 7, isOpen: false, color: 'blue', dueOn: '2026-01-01' });
        for (const change of [
          { note: 'other' },
          { note: null },
          { budgetCents: 0, isOpen: true },
          { color: 'red', dueOn: null },
          { dueOn: '2024-02-29' },
          {},
        ]) {
          const answer = await changer('PATCH', `/api/projects/${row.id}`, change, { 'content-type': type });
          expect([answer.status, answer.json]).toEqual([200, { ...row, ...change }]);
          row = answer.json;
        }
        expect((await changer('GET', `/api/projects/${row.id}`)).json).toEqual(row);
      },
    );

    test.each<[string, unknown, readonly string[]]>([
      ['null where there has to be something', { title: null }, ['#/title']],
      ['null in three', { color: null, isOpen: null, budgetCents: null }, ['#/color', '#/isOpen', '#/budgetCents']],
      ['unknown', { title: 'ok', nonsense: 1 }, ['#/nonsense']],
      ['null for what is unknown', { nonsense: null }, ['#/nonsense']],
      [
        'names of the language',
        { constructor: 1, toString: 2, model_fields: 3 },
        ['#/constructor', '#/toString', '#/model_fields'],
      ],
      ['hidden', { secret: 'told' }, ['#/secret']],
      ['by the name of the table', { budget_cents: 1 }, ['#/budget_cents']],
      ['a list', [], ['#']],
      ['a text', 'x', ['#']],
      ['a number', 3, ['#']],
      ['null', null, ['#']],
      ['a text for a number', { budgetCents: '5' }, ['#/budgetCents']],
      ['a switch for a number', { budgetCents: true }, ['#/budgetCents']],
      ['a word for a switch', { isOpen: 'yes' }, ['#/isOpen']],
      ['a number for a switch', { isOpen: 1 }, ['#/isOpen']],
      ['a number for a text', { title: 5 }, ['#/title']],
      ['a number for a date', { dueOn: 20_000 }, ['#/dueOn']],
      ['no date', { dueOn: '2026-02-30' }, ['#/dueOn']],
      ['a moment for a date', { dueOn: '2026-02-01T00:00:00Z' }, ['#/dueOn']],
      ['a list for an object', { details: [] }, ['#/details']],
      ['too long', { title: 'x'.repeat(41) }, ['#/title']],
    ])('refused: %s', async (name, body, pointers) => {
      const { id } = await make();
      const answer = subject.keep(`patch ${name}`, await changer('PATCH', `/api/projects/${id}`, body));
      const [status, code, ...seen] = problemOf(answer);
      expect([status, code, seen.toSorted()]).toEqual([422, 'VALIDATION_FAILED', pointers.toSorted()]);
    });

    test('a body that is no JSON is 400, also on a route by hand; a form is 415', async () => {
      const { id } = await make();
      for (const path of [`/api/projects/${id}`, `/api/notes/${ABSENT}`]) {
        for (const [type, raw, status] of [
          ['application/merge-patch+json', '{', 400],
          ['application/json', '', 400],
          ['application/x-www-form-urlencoded', 'title=x', 415],
          ['text/plain', 'x', 415],
        ] as const) {
          const token = { 'content-type': type };
          const answer = await askRaw(subject, 'PATCH', path, raw, token);
          expect([path, type, subject.keep(`PATCH ${type} ${path.slice(0, 9)}`, answer).status]).toEqual([
            path,
            type,
            status,
          ]);
        }
      }
    });

    test('a merge patch is for PATCH, also for one by hand', async () => {
      const headers = { 'content-type': 'application/merge-patch+json' };
      const posted = subject.keep('POST merge patch', await changer('POST', '/api/projects', { title: 'x' }, headers));
      expect(problemOf(posted)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      const made = await changer('POST', '/api/notes', { title: 'By hand' });
      const changed = await changer('PATCH', `/api/notes/${made.json.id}`, { isDone: true }, headers);
      expect([changed.status, changed.json]).toEqual([200, { ...made.json, isDone: true }]);
    });

    test('an object inside is merged', async () => {
      const { id } = await make({ details: { a: 1, b: { c: 2, d: 3 } } });
      const answer = await changer('PATCH', `/api/projects/${id}`, { details: { b: { c: null, e: 4 }, f: 5 } });
      expect(answer.json.details).toEqual({ a: 1, b: { d: 3, e: 4 }, f: 5 });
      const filled = await make();
      const set = await changer('PATCH', `/api/projects/${filled.id}`, { details: { g: { h: 1, i: null } } });
      expect(set.json.details).toEqual({ g: { h: 1 } });
      expect((await changer('PATCH', `/api/projects/${filled.id}`, { details: null })).json.details).toBeNull();
      const { json } = await changer('POST', '/api/hand/sql', {
        text: "update projects set details = null where details = 'null'",
      });
      expect(json).toEqual({ rows: 0 });
    });

    describe('If-Match', () => {
      test('of the state that is there: done; of another: 412, and nothing happened', async () => {
        const made = await make();
        const path = `/api/projects/${made.id}`;
        const { etag } = (await changer('GET', path)).headers;
        expect((await changer('PATCH', path, { note: 'a' }, { 'if-match': `"x", ${etag}` })).status).toBe(200);
        for (const tag of [etag as string, `W/${etag}`, '"x"', '']) {
          const answer = await changer('PATCH', path, { note: 'b' }, { 'if-match': tag });
          expect(problemOf(answer)).toEqual([412, 'CHANGED_MEANWHILE']);
          expect(answer.headers.etag).toBeUndefined();
          expect((await changer('DELETE', path, undefined, { 'if-match': tag })).status).toBe(412);
        }
        expect((await changer('GET', path)).json.note).toBe('a');
        const done = await changer('PATCH', path, { note: 'c' }, { 'if-match': '*' });
        expect([done.status, done.headers.etag]).toEqual([200, (await changer('GET', path)).headers.etag]);
        const other = askAs(subject, 'other-changer');
        const theirs = await other('PATCH', path, { note: 'd' }, { 'if-match': '"x"' });
        expect(subject.keep('If-Match of somebody else', theirs).status).toBe(404);
        expect((await changer('DELETE', path, undefined, { 'if-match': done.headers.etag as string })).status).toBe(
          204,
        );
      });

      test('what does not fit is told after whether it may be changed at all', async () => {
        const path = `/api/projects/${(await make()).id}`;
        expect((await changer('PATCH', path, { title: 5 }, { 'if-match': '"x"' })).status).toBe(412);
        expect((await changer('PATCH', `/api/projects/${ABSENT}`, { title: 5 })).status).toBe(404);
        expect(problemOf(await changer('PATCH', '/api/projects/7', { title: 5 }))).toEqual([
          422,
          'VALIDATION_FAILED',
          '#/id',
        ]);
      });

      test('of ten changes of one state at once, one is done', async () => {
        const path = `/api/projects/${(await make()).id}`;
        const etag = (await changer('GET', path)).headers.etag as string;
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            changer('PATCH', path, { budgetCents: index + 1 }, { 'if-match': etag }),
          ),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
        const winner = answers.find(({ status }) => status === 200);
        expect((await changer('GET', path)).json).toEqual(winner?.json);
      });

      test('of ten changes at once without it, none is lost', async () => {
        const path = `/api/projects/${(await make({ details: {} })).id}`;
        const changes = Array.from({ length: 10 }, (_, index) => ({ details: { [`k${index}`]: index } }));
        await Promise.all(changes.map((change) => changer('PATCH', path, change)));
        expect(Object.keys((await changer('GET', path)).json.details)).toHaveLength(10);
      });

      test('where it is required, its absence is 428, whether the row is there or not', async () => {
        const projectId = (await make()).id;
        const task = await changer('POST', '/api/tasks', { title: 't', projectId });
        for (const id of [task.json.id, ABSENT]) {
          for (const method of ['PATCH', 'DELETE']) {
            const answer = await changer(method, `/api/tasks/${id}`, method === 'PATCH' ? { title: 'u' } : undefined);
            expect(problemOf(answer)).toEqual([428, 'IF_MATCH_MISSING']);
            subject.keep(`428 ${method}`, answer);
          }
        }
        const ifMatch = { 'if-match': task.headers.etag as string };
        const changed = await changer('PATCH', `/api/tasks/${task.json.id}`, { title: 'v' }, ifMatch);
        expect(changed.json).toEqual({ ...task.json, title: 'v', changedAt: expect.any(String) });
        expect(Date.parse(changed.json.changedAt)).toBeGreaterThan(Date.parse(task.json.changedAt));
        const latest = { 'if-match': changed.headers.etag as string };
        expect((await changer('DELETE', `/api/tasks/${task.json.id}`, undefined, latest)).status).toBe(204);
      });
    });
  });
}

function askRaw(
  subject: ConformanceSubject,
  method: string,
  path: string,
  raw: string,
  headers: Readonly<Record<string, string>>,
) {
  return subject.call(method, path, { raw, token: stageToken({ sub: 'changer' }), headers: Object.entries(headers) });
}
