import { beforeAll, describe, expect, test } from 'vitest';
import { ABSENT, type Ask, askAs, problemOf, userId } from './people.ts';
import type { ConformanceSubject } from './subject.ts';

const titles = (answer: { json: { items: { title: string }[] } }) => answer.json.items.map(({ title }) => title);

/** The five routes of an entity, who may use them, and the rules of the data. */
export function recordConformance(subject: ConformanceSubject): void {
  let ada: Ask;
  let bob: Ask;
  let manager: Ask;
  let nobody: Ask;
  beforeAll(() => {
    ada = askAs(subject, 'ada');
    bob = askAs(subject, 'bob');
    manager = askAs(subject, 'mia', ['managers']);
    nobody = askAs(subject, null);
  });

  describe('the five routes', () => {
    test('create, read back, list, change, delete', async () => {
      const made = await ada('POST', '/api/projects', { title: 'Roof', budgetCents: 1250, dueOn: '2026-12-24' });
      const { id } = made.json;
      expect([made.status, made.headers.location]).toEqual([201, `/api/projects/${id}`]);
      expect(made.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(made.headers.etag).toMatch(/^"[\w-]{22}"$/);
      expect(made.json).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ownerId: userId('ada'),
        title: 'Roof',
        note: null,
        budgetCents: 1250,
        isOpen: true,
        color: 'red',
        dueOn: '2026-12-24',
        details: null,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      const read = await ada('GET', `/api/projects/${id}`);
      expect([read.status, read.json, read.headers.etag]).toEqual([200, made.json, made.headers.etag]);
      expect((await ada('GET', '/api/projects')).json).toEqual({ items: [made.json], nextCursor: null });
      const changed = await ada('PATCH', `/api/projects/${id}`, { title: 'New roof' });
      expect([changed.status, changed.json]).toEqual([200, { ...made.json, title: 'New roof' }]);
      expect(changed.headers.etag).not.toBe(made.headers.etag);
      const gone = await ada('DELETE', `/api/projects/${id}`);
      expect([gone.status, gone.text, gone.headers.etag]).toEqual([204, '', undefined]);
      const absent = subject.keep('absent record', await ada('GET', `/api/projects/${id}`));
      expect(problemOf(absent)).toEqual([404, 'NOT_FOUND']);
      expect(problemOf(await ada('DELETE', `/api/projects/${id}`))).toEqual([404, 'NOT_FOUND']);
    });

    test.each<[string, unknown, readonly string[]]>([
      [
        'five faults',
        { title: '', budgetCents: 1.5, id: ABSENT, secret: 'x' },
        ['#/title', '#/budgetCents', '#/id', '#/secret'],
      ],
      ['null for what may be left out', { title: 'x', budgetCents: null }, ['#/budgetCents']],
      ['a word for a switch', { title: 'x', isOpen: 'true' }, ['#/isOpen']],
      ['a text for a number', { title: 'x', budgetCents: '7' }, ['#/budgetCents']],
      ['nothing of it', {}, ['#/title']],
      ['null', null, ['#']],
    ])('a new one that does not fit is 422 with a pointer for each field: %s', async (name, body, pointers) => {
      const answer = subject.keep(`new record: ${name}`, await ada('POST', '/api/projects', body));
      const [status, code, ...seen] = problemOf(answer);
      expect([status, code, seen.toSorted()]).toEqual([422, 'VALIDATION_FAILED', pointers.toSorted()]);
    });

    test('401 without a token, for every verb and before anything else', async () => {
      for (const [method, path] of [
        ['GET', '/api/projects'],
        ['POST', '/api/projects'],
        ['GET', '/api/projects/7'],
        ['PATCH', `/api/projects/${ABSENT}`],
        ['DELETE', `/api/projects/${ABSENT}`],
      ] as const) {
        expect(subject.keep(`nobody ${method} ${path}`, await nobody(method, path)).status).toBe(401);
      }
    });

    test('a route of the app takes the place of a generated one; a route that is not asked for is none', async () => {
      expect((await nobody('GET', '/api/announcements/whatever')).json).toEqual({ rows: expect.any(Number) });
      expect((await ada('DELETE', `/api/samples/${ABSENT}`)).status).toBe(404);
      expect((await nobody('DELETE', `/api/samples/${ABSENT}`)).status).toBe(401);
    });

    test('every type of column is told and taken as in the other language', async () => {
      const all = {
        amount: '12.5',
        ratio: 0.1,
        small: 7,
        big: 9_007_199_254_740_991,
        at: '10:30',
        code: 'ab',
        mood: 'sad',
        tags: ['x', 'y'],
      };
      const made = await nobody('POST', '/api/samples', all);
      expect(made.json).toEqual({ ...all, id: made.json.id, amount: '12.50', at: '10:30:00' });
      const bare = await nobody('POST', '/api/samples', { amount: '7' });
      const nothing = { ratio: null, small: null, big: null, at: null, code: null, mood: null, tags: [] };
      expect(bare.json).toEqual({ ...nothing, id: bare.json.id, amount: '7.00' });
      const patched = await nobody('PATCH', `/api/samples/${bare.json.id}`, { mood: 'glad', tags: ['z'], ratio: 2 });
      expect(patched.json).toEqual({ ...bare.json, mood: 'glad', tags: ['z'], ratio: 2 });
      for (const sort of ['amount', '-ratio', 'small', 'big', 'at', 'code', 'mood', '-mood']) {
        const first = (await nobody('GET', `/api/samples?sort=${sort}&limit=1`)).json;
        const second = (await nobody('GET', `/api/samples?sort=${sort}&limit=1&cursor=${first.nextCursor}`)).json;
        const seen = [...first.items, ...second.items].map(({ amount }: { amount: string }) => amount);
        expect([sort, ...seen.toSorted(), second.nextCursor]).toEqual([sort, '12.50', '7.00', null]);
      }
      for (const query of ['mood=sad', 'code=ab', 'small=7', 'big=9007199254740991'])
        expect((await nobody('GET', `/api/samples?${query}`)).json.items).toEqual([made.json]);
      const refused = async (name: string, change: object) =>
        problemOf(subject.keep(`sample ${name}`, await nobody('PATCH', `/api/samples/${made.json.id}`, change)));
      expect(await refused('too large', { small: 70_000 })).toEqual([422, 'VALUE_OUT_OF_RANGE']);
      expect(await refused('too long', { code: 'abcdef' })).toEqual([422, 'VALUE_TOO_LONG']);
      expect(await refused('no mood', { mood: 'angry' })).toEqual([422, 'VALIDATION_FAILED', '#/mood']);
      expect(await refused('too many', { tags: ['a', 'b', 'c', 'd'] })).toEqual([422, 'VALIDATION_FAILED', '#/tags']);
      expect(await refused('inside', { tags: ['a', 5] })).toEqual([422, 'VALIDATION_FAILED', '#/tags/1']);
      const far = subject.keep('a filter beyond the column', await nobody('GET', '/api/samples?small=70000'));
      expect(problemOf(far)).toEqual([422, 'VALUE_OUT_OF_RANGE']);
    });
  });

  describe('somebody else', () => {
    let id: string;
    beforeAll(async () => {
      id = (await ada('POST', '/api/projects', { title: 'Private' })).json.id;
    });

    test('sees nothing and changes nothing, and is told what somebody is who asks for nothing', async () => {
      expect(titles(await bob('GET', '/api/projects'))).toEqual([]);
      for (const [method, body] of [['GET'], ['PATCH', { title: 'Mine' }], ['DELETE']] as const) {
        const theirs = await bob(method, `/api/projects/${id}`, body);
        const absent = await bob(method, `/api/projects/${ABSENT}`, body);
        expect(theirs.status).toBe(404);
        expect({ ...theirs.json, requestId: '' }).toEqual({ ...absent.json, requestId: '' });
        expect(theirs.headers.etag).toBeUndefined();
      }
      expect((await ada('GET', `/api/projects/${id}`)).json.title).toBe('Private');
    });

    test('cannot be named: not in a body, not in a patch', async () => {
      const ownerId = userId('ada');
      const refused = [422, 'VALIDATION_FAILED', '#/ownerId'];
      expect(problemOf(await bob('POST', '/api/projects', { title: 'x', ownerId }))).toEqual(refused);
      const mine = (await bob('POST', '/api/projects', { title: "Bob's" })).json.id;
      expect(problemOf(await bob('PATCH', `/api/projects/${mine}`, { ownerId }))).toEqual(refused);
      const renamed = await bob('PATCH', `/api/projects/${mine}`, { id });
      expect(problemOf(renamed)).toEqual([422, 'VALIDATION_FAILED', '#/id']);
    });

    test('is not found by filters, search, or a made-up cursor', async () => {
      for (const query of [`id=${id}`, `ownerId=${encodeURIComponent(userId('ada'))}`, 'title=Private', 'q=riv']) {
        expect((await bob('GET', `/api/projects?${query}`)).json).toEqual({ items: [], nextCursor: null });
      }
      const cursor = Buffer.from(JSON.stringify(['title', 'Pr', ABSENT])).toString('base64url');
      expect(titles(await bob('GET', `/api/projects?sort=title&cursor=${cursor}`))).toEqual([]);
      expect(titles(await ada('GET', `/api/projects?sort=title&cursor=${cursor}`))).toEqual(['Private']);
    });

    test('cannot be referred to', async () => {
      const refused = [422, 'REFERENCE_NOT_FOUND', '#/projectId'];
      const hidden = await bob('POST', '/api/tasks', { title: 'x', projectId: id });
      expect(problemOf(subject.keep('a hidden reference', hidden))).toEqual(refused);
      expect(problemOf(await bob('POST', '/api/tasks', { title: 'x', projectId: ABSENT }))).toEqual(refused);
      const mine = (await bob('POST', '/api/projects', { title: 'For tasks' })).json.id;
      const task = await bob('POST', '/api/tasks', { title: 'x', projectId: mine });
      expect(task.status).toBe(201);
      const moved = await bob('PATCH', `/api/tasks/${task.json.id}`, { projectId: id }, { 'if-match': '*' });
      expect(problemOf(moved)).toEqual(refused);
      const child = await bob('POST', '/api/tasks', { title: 'y', projectId: mine, parentId: task.json.id });
      expect(child.status).toBe(201);
      const under = { title: 'z', projectId: id, parentId: task.json.id };
      expect(problemOf(await ada('POST', '/api/tasks', under))).toEqual([422, 'REFERENCE_NOT_FOUND', '#/parentId']);
      const kept = subject.keep('still referenced', await bob('DELETE', `/api/projects/${mine}`));
      expect(problemOf(kept)).toEqual([409, 'STILL_REFERENCED']);
    });
  });

  describe('each rule of the closed set', () => {
    test('shared to read, owner to write, a group to remove', async () => {
      const { id } = (await ada('POST', '/api/posts', { text: 'Hello' })).json;
      expect((await bob('GET', `/api/posts/${id}`)).json.text).toBe('Hello');
      expect(problemOf(await bob('PATCH', `/api/posts/${id}`, { text: 'Bye' }))).toEqual([404, 'NOT_FOUND']);
      expect(problemOf(await manager('PATCH', `/api/posts/${id}`, { text: 'Bye' }))).toEqual([404, 'NOT_FOUND']);
      expect(problemOf(await bob('DELETE', `/api/posts/${id}`))).toEqual([404, 'NOT_FOUND']);
      expect((await manager('DELETE', `/api/posts/${id}`)).status).toBe(204);
    });

    test('public to read, a group to write', async () => {
      const refused = await ada('POST', '/api/announcements', { text: 'x' });
      expect(problemOf(refused)).toEqual([403, 'AUTH_GROUP_MISSING']);
      expect((await manager('POST', '/api/announcements', { text: 'Party' })).status).toBe(201);
      const { items } = (await nobody('GET', '/api/announcements')).json;
      expect(items.map(({ text }: { text: string }) => text)).toEqual(['Party']);
      expect((await nobody('POST', '/api/announcements', { text: 'x' })).status).toBe(401);
    });

    test('a group for everything', async () => {
      expect((await manager('POST', '/api/salaries', { text: 'A lot' })).status).toBe(201);
      expect(problemOf(await ada('GET', '/api/salaries'))).toEqual([403, 'AUTH_GROUP_MISSING']);
      expect((await manager('GET', '/api/salaries')).json.items).toHaveLength(1);
    });
  });

  describe('rules of the data', () => {
    test('unique, check and reference are answered with the field', async () => {
      await ada('POST', '/api/projects', { title: 'Once' });
      const twice = subject.keep('not unique', await ada('POST', '/api/projects', { title: 'Once' }));
      expect(problemOf(twice)).toEqual([409, 'ALREADY_EXISTS', '#/title']);
      expect((await bob('POST', '/api/projects', { title: 'Once' })).status).toBe(201);
      const rich = await ada('POST', '/api/projects', { title: 'Rich', budgetCents: 2_000_000 });
      expect(problemOf(subject.keep('rule broken', rich))).toEqual([422, 'RULE_BROKEN', '#/budgetCents']);
      expect(JSON.stringify(rich.json)).not.toMatch(/insert|2000000|projects_/);
      const nul = subject.keep('NUL', await ada('POST', '/api/projects', { title: 'a\u0000b' }));
      expect(problemOf(nul)).toEqual([422, 'VALUE_NOT_STORABLE']);
      const filter = subject.keep('NUL in a filter', await ada('GET', '/api/projects?title=%00'));
      expect(problemOf(filter)).toEqual([422, 'VALUE_NOT_STORABLE']);
    });

    test('a column changes only along its transitions, whoever writes it', async () => {
      const projectId = (await ada('POST', '/api/projects', { title: 'States' })).json.id;
      const refused = [409, 'TRANSITION_NOT_ALLOWED', '#/status'];
      const early = await ada('POST', '/api/tasks', { title: 'a', projectId, status: 'done' });
      expect(problemOf(subject.keep('transition', early))).toEqual(refused);
      const { id } = (await ada('POST', '/api/tasks', { title: 'a', projectId })).json;
      const move = (status: string) => ada('PATCH', `/api/tasks/${id}`, { status }, { 'if-match': '*' });
      expect(problemOf(await move('done'))).toEqual(refused);
      for (const status of ['draft', 'sent', 'draft', 'sent', 'done'])
        expect((await move(status)).json.status).toBe(status);
      expect(problemOf(await move('draft'))).toEqual(refused);
      const text = `update tasks set status = 'draft' where id = '${id}'`;
      expect(problemOf(await ada('POST', '/api/hand/sql', { text }))).toEqual(refused);
    });

    test('two bookings at once: one room, one booking', async () => {
      const at = (from: string, to: string, roomId = ABSENT) =>
        ada('POST', '/api/room-bookings', {
          roomId,
          startsAt: `2026-12-01T${from}:00Z`,
          endsAt: `2026-12-01T${to}:00Z`,
        });
      const both = await Promise.all([at('09:00', '10:00'), at('09:30', '10:30')]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
      const late = both.find(({ status }) => status === 409);
      expect(subject.keep('overlap', late!).json.code).toBe('OVERLAP');
      expect((await at('10:30', '11:00')).status).toBe(201);
      const reversed = subject.keep('a rule over two fields', await at('12:00', '11:00'));
      expect(problemOf(reversed)).toEqual([422, 'VALIDATION_FAILED', '#/endsAt']);
      const { id } = both.find(({ status }) => status === 201)!.json;
      const moved = await ada('PATCH', `/api/room-bookings/${id}`, { startsAt: '2026-12-02T00:00:00Z' });
      expect(problemOf(subject.keep('a rule over the whole', moved))).toEqual([422, 'VALIDATION_FAILED', '#/endsAt']);
    });

    test.each<[string, unknown, string | null]>([
      ['UTC', '2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000Z'],
      ['microseconds', '2026-11-02T10:00:00.123456Z', '2026-11-02T10:00:00.123Z'],
      ['an offset', '2026-11-03T10:00:00+02:00', '2026-11-03T08:00:00.000Z'],
      ['no zone', '2026-11-04T10:00:00', null],
      ['a date', '2026-11-05', null],
      ['a number', 1_800_000_000, null],
      ['a number as text', '1800000000', null],
      ['no such day', '2026-02-30T10:00:00Z', null],
    ])('moments: %s', async (name, startsAt, told) => {
      const booking = { roomId: '10000000-0000-4000-8000-000000000000', startsAt, endsAt: '2030-01-01T00:00:00Z' };
      const made = await ada('POST', '/api/room-bookings', booking);
      if (told === null) {
        expect(problemOf(subject.keep(`moment: ${name}`, made))).toEqual([422, 'VALIDATION_FAILED', '#/startsAt']);
        return;
      }
      expect([made.status, made.json.startsAt]).toEqual([201, told]);
      await ada('DELETE', `/api/room-bookings/${made.json.id}`);
    });
  });
}
