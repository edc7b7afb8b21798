import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { stageToken } from '../backend-under-test.ts';
import { type ConformanceSubject, parsedLine } from './subject.ts';

/** What is taken, what is refused and how, and what is logged. */
export function requestConformance(subject: ConformanceSubject): void {
  describe('requests', () => {
    test('create, read, patch, list: a patch leaves the rest alone', async () => {
      const token = stageToken({ sub: 'writer' });
      const made = await subject.call('POST', '/api/notes', { token, body: { title: 'Bread', isDone: true } });
      expect(made.status).toBe(201);
      expect(made.json).toEqual({
        id: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        title: 'Bread',
        isDone: true,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      const path = `/api/notes/${made.json.id}`;
      const patched = await subject.call('PATCH', path, { token, body: { title: 'Cake' } });
      expect(patched.json).toEqual({ ...made.json, title: 'Cake' });
      expect((await subject.call('PATCH', path, { token, body: {} })).json).toEqual(patched.json);
      expect((await subject.call('GET', path, { token })).json).toEqual(patched.json);
      const list = await subject.call('GET', '/api/notes?limit=1', { token });
      expect(list.json).toEqual({ items: [patched.json], nextCursor: null });
      const others = subject.keep(
        'of somebody else',
        await subject.call('GET', path, { token: stageToken({ sub: 'other' }) }),
      );
      expect([others.status, others.json.detail]).toEqual([404, 'No such note.']);
      const again = subject.keep('taken', await subject.call('POST', '/api/notes', { token, body: { title: 'Cake' } }));
      expect([again.status, again.json.code]).toEqual([409, 'ALREADY_EXISTS']);
    });

    test.each<[string, string, string, object, readonly (readonly [string, string])[]]>([
      ['too short', 'POST', '/api/notes', { title: '' }, [['body', '#/title']]],
      ['of another type', 'POST', '/api/notes', { title: 5 }, [['body', '#/title']]],
      ['nothing there', 'POST', '/api/notes', {}, [['body', '#/title']]],
      ['unknown', 'POST', '/api/notes', { title: 'x', more: 1 }, [['body', '#/more']]],
      ['escaped', 'POST', '/api/notes', { title: 'x', 'a/b~c': 'x' }, [['body', '#/a~1b~0c']]],
      ['deep', 'POST', '/api/notes', { title: 'x', place: { city: '' } }, [['body', '#/place/city']]],
      ['null', 'POST', '/api/notes', { title: 'x', isDone: null }, [['body', '#/isDone']]],
      [
        'two',
        'POST',
        '/api/notes',
        { title: '', isDone: null },
        [
          ['body', '#/title'],
          ['body', '#/isDone'],
        ],
      ],
      ['a list', 'POST', '/api/notes', [], [['body', '#']]],
      ['null in a patch', 'PATCH', `/api/notes/${crypto.randomUUID()}`, { title: null }, [['body', '#/title']]],
      ['too short in a patch', 'PATCH', `/api/notes/${crypto.randomUUID()}`, { title: '' }, [['body', '#/title']]],
      ['a path before a body', 'PATCH', '/api/notes/7', { title: '' }, [['path', '#/id']]],
    ])('422 with pointers: %s', async (name, method, path, body, places) => {
      const answer = await subject.call(method, path, { token: stageToken(), body });
      subject.keep(`422 ${name}`, answer);
      expect([answer.status, answer.json.code]).toEqual([422, 'VALIDATION_FAILED']);
      const seen = (answer.json.errors as { in: string; pointer: string }[]).map((one) => [one.in, one.pointer]);
      expect(seen.toSorted()).toEqual([...places].toSorted());
    });

    test.each([
      ['a query', '/api/notes?limit=0', 'query', '#/limit'],
      ['a query that is no number', '/api/notes?limit=x', 'query', '#/limit'],
      ['a path', '/api/notes/7', 'path', '#/id'],
    ])('422 with pointers: %s', async (name, path, place, pointer) => {
      const answer = subject.keep(`422 ${name}`, await subject.call('GET', path, { token: stageToken() }));
      expect([answer.status, answer.json.errors]).toMatchObject([422, [{ in: place, pointer }]]);
    });

    test.each<[string, string, string, number, string]>([
      ['broken JSON', '{', 'application/json', 400, 'BAD_REQUEST'],
      ['no JSON number', '{"title": NaN}', 'application/json', 400, 'BAD_REQUEST'],
      ['an empty body', '', 'application/json', 400, 'BAD_REQUEST'],
      ['text', 'a', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ])('%s is a problem of its own', async (name, raw, type, status, code) => {
      const answer = await subject.call('POST', '/api/notes', {
        token: stageToken(),
        raw,
        headers: [['content-type', type]],
      });
      subject.keep(name, answer);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    });

    test('a body that is too large is not even taken', async () => {
      const wish = {
        token: stageToken(),
        announced: 1_100_000,
        headers: [['content-type', 'application/json']],
      } as const;
      const answer = subject.keep('too much', await subject.call('POST', '/api/notes', wish));
      expect([answer.status, answer.json.code]).toEqual([413, 'BODY_TOO_LARGE']);
    });

    test('a defect shows nothing of itself, a problem all', async () => {
      const boom = subject.keep('boom', await subject.call('GET', '/api/boom'));
      expect([boom.status, boom.json.code]).toEqual([500, 'INTERNAL']);
      expect(boom.text).not.toContain('secret inner detail');
      const told = () => subject.backend.lines.some((line) => line.includes('secret inner detail'));
      await expect.poll(told).toBe(true);
      expect(subject.keep('conflict', await subject.call('GET', '/api/taken')).json).toMatchObject({
        status: 409,
        code: 'CONFLICT',
      });
    });

    test('HEAD is GET without its body', async () => {
      const answer = subject.keep('HEAD', await subject.call('HEAD', '/api/open'));
      expect([answer.status, answer.text]).toEqual([200, '']);
    });

    test('headers beyond 16 kB are 431', async () => {
      const answer = await subject.call('GET', '/api/open', { headers: [['x-long', 'x'.repeat(20_000)]] });
      expect([answer.status, answer.headers['content-type']]).toEqual([
        431,
        expect.stringMatching(/^application\/problem\+json/),
      ]);
    });

    test('what is not HTTP is answered with a problem', async () => {
      const said = await rawExchange(subject.backend.socket, 'NONSENSE\r\n\r\n');
      expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(JSON.parse(said.split('\r\n\r\n')[1]!)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    });

    test('a request id is kept when it is sane and made when it is not', async () => {
      const given = await subject.call('GET', '/api/open', { headers: [['x-request-id', 'abc-12345']] });
      expect(given.headers['x-request-id']).toBe('abc-12345');
      const odd = await subject.call('GET', '/api/open', { headers: [['x-request-id', 'a b"c']] });
      expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    test('every request is one line of JSON, and no secret is in it', async () => {
      const token = stageToken();
      const marked = [
        ['x-request-id', 'marked-request'],
        ['cookie', 'sid=marked-value-2'],
      ] as const;
      await subject.call('GET', '/api/me?access_token=marked-value-1', { token, headers: marked });
      await subject.call('GET', '/api/me', { token: `${token}marked-value-3` });
      const lines = () => subject.backend.lines.map(parsedLine).filter((line) => line?.requestId === 'marked-request');
      await expect.poll(() => lines().length).toBe(1);
      expect(lines()[0]).toEqual({
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        app: 'example',
        requestId: 'marked-request',
        method: 'GET',
        path: '/api/me',
        status: 200,
        ms: expect.any(Number),
        subject: 'a1b2',
        message: 'request',
      });
      for (const secret of ['marked-value', token.split('.')[2]!])
        expect(subject.backend.lines.join('\n')).not.toContain(secret);
    });
  });
}

function rawExchange(socket: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const connection = connect(socket, () => connection.write(text));
    connection.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
    });
    connection.on('close', () => resolve(said)).on('error', reject);
  });
}
