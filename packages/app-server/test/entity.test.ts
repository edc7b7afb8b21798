import { join } from 'node:path';
import { ISSUER } from '@scalr/auth-client/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, type Office, openOffice } from './people.ts';

let office: Office;
let ada: Ask;
let bob: Ask;
let manager: Ask;
let nobody: Ask;
beforeAll(async () => {
  office = await openOffice(join(import.meta.dirname, 'office', 'src'));
  ada = office.as('ada');
  bob = office.as('bob');
  manager = office.as('mia', ['managers']);
  nobody = office.as(null);
});
afterAll(() => office.close());

const problem = (answer: { status: number; json: { code: string; errors?: { pointer: string }[] } }) => [
  answer.status,
  answer.json.code,
  ...(answer.json.errors ?? []).map(({ pointer }) => pointer),
];
const titles = (answer: { json: { items: { title: string }[] } }) => answer.json.items.map(({ title }) => title);
const ABSENT = '00000000-0000-4000-8000-000000000000';

describe('the five routes', () => {
  test('create, read back, list, change, delete', async () => {
    const made = await ada('POST', '/api/projects', { title: 'Roof', budgetCents: 1250, dueOn: '2026-12-24' });
    const { id } = made.json;
    expect([made.status, made.headers.location]).toEqual([201, `/api/projects/${id}`]);
    expect(made.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ownerId: `${ISSUER}#ada`,
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
    expect(problem(await ada('GET', `/api/projects/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect(problem(await ada('DELETE', `/api/projects/${id}`))).toEqual([404, 'NOT_FOUND']);
  });

  test('what does not fit is 422 with a pointer for each field', async () => {
    const answer = await ada('POST', '/api/projects', { title: '', budgetCents: 1.5, id: ABSENT, secret: 'x' });
    expect(problem(answer)).toEqual([422, 'VALIDATION_FAILED', '#/title', '#/budgetCents', '#/id', '#/secret']);
  });

  test('401 without a token, for every verb and before anything else', async () => {
    for (const [method, path] of [
      ['GET', '/api/projects'],
      ['POST', '/api/projects'],
      ['GET', '/api/projects/7'],
      ['PATCH', `/api/projects/${ABSENT}`],
      ['DELETE', `/api/projects/${ABSENT}`],
    ] as const) {
      expect((await nobody(method, path)).status).toBe(401);
    }
  });

  test('a route of the app takes the place of a generated one', async () => {
    expect((await nobody('GET', '/api/announcements/whatever')).json).toEqual({ rows: expect.any(Number) });
  });

  test('OpenAPI names everything', async () => {
    const { paths, components } = (await nobody('GET', '/api/openapi.json')).json;
    const operations = ['/api/projects', '/api/projects/{id}'].flatMap((path) =>
      Object.values(paths[path]).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(operations.sort()).toEqual([
      'createProject',
      'deleteProject',
      'getProject',
      'listProjects',
      'updateProject',
    ]);
    expect(Object.keys(components.schemas).filter((name) => name.startsWith('Project'))).toEqual([
      'Project',
      'ProjectInput',
      'ProjectPage',
      'ProjectPatch',
    ]);
    expect(Object.keys(paths['/api/projects/{id}'].patch.requestBody.content)).toEqual([
      'application/merge-patch+json',
      'application/json',
    ]);
    expect(components.schemas.ProjectPatch.required).toBeUndefined();
    expect(JSON.stringify(components.schemas.ProjectPatch)).not.toContain('default');
    expect(components.schemas.ProjectPage.properties.items.items).toEqual({ $ref: '#/components/schemas/Project' });
    expect(paths['/api/room-bookings'].post.operationId).toBe('createRoomBooking');
    expect(paths['/api/tasks/{id}'].patch.responses['428']).toBeDefined();
    expect(paths['/api/announcements'].get.security).toEqual([]);
    expect(paths['/api/salaries'].get['x-required-groups']).toEqual(['managers']);
    expect(paths['/api/salaries'].get['x-access']).toEqual(['group:managers']);
    expect(paths['/api/announcements'].get['x-access']).toEqual(['public-read']);
    expect(JSON.stringify(components.schemas.Project)).not.toContain('secret');
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
    const ownerId = `${ISSUER}#ada`;
    expect(problem(await bob('POST', '/api/projects', { title: 'x', ownerId }))).toEqual([
      422,
      'VALIDATION_FAILED',
      '#/ownerId',
    ]);
    const mine = (await bob('POST', '/api/projects', { title: "Bob's" })).json.id;
    expect(problem(await bob('PATCH', `/api/projects/${mine}`, { ownerId }))).toEqual([
      422,
      'VALIDATION_FAILED',
      '#/ownerId',
    ]);
    expect(problem(await bob('PATCH', `/api/projects/${mine}`, { id }))).toEqual([422, 'VALIDATION_FAILED', '#/id']);
  });

  test('is not found by filters, search, or a made-up cursor', async () => {
    for (const query of [`id=${id}`, `ownerId=${encodeURIComponent(`${ISSUER}#ada`)}`, 'title=Private', 'q=riv']) {
      expect((await bob('GET', `/api/projects?${query}`)).json).toEqual({ items: [], nextCursor: null });
    }
    const cursor = Buffer.from(JSON.stringify(['title', 'Pr', ABSENT])).toString('base64url');
    expect(titles(await bob('GET', `/api/projects?sort=title&cursor=${cursor}`))).toEqual([]);
    expect(titles(await ada('GET', `/api/projects?sort=title&cursor=${cursor}`))).toEqual(['Private']);
  });

  test('cannot be referred to', async () => {
    const refused = [422, 'REFERENCE_NOT_FOUND', '#/projectId'];
    expect(problem(await bob('POST', '/api/tasks', { title: 'x', projectId: id }))).toEqual(refused);
    expect(problem(await bob('POST', '/api/tasks', { title: 'x', projectId: ABSENT }))).toEqual(refused);
    const mine = (await bob('POST', '/api/projects', { title: 'For tasks' })).json.id;
    const task = await bob('POST', '/api/tasks', { title: 'x', projectId: mine });
    expect(task.status).toBe(201);
    const ifMatch = { 'if-match': '*' };
    const moved = await bob('PATCH', `/api/tasks/${task.json.id}`, { projectId: id }, ifMatch);
    expect(problem(moved)).toEqual(refused);
    const child = await bob('POST', '/api/tasks', { title: 'y', projectId: mine, parentId: task.json.id });
    expect(child.status).toBe(201);
    const under = { title: 'z', projectId: id, parentId: task.json.id };
    expect(problem(await ada('POST', '/api/tasks', under))).toEqual([422, 'REFERENCE_NOT_FOUND', '#/parentId']);
    expect(problem(await bob('DELETE', `/api/projects/${mine}`))).toEqual([409, 'STILL_REFERENCED']);
  });
});

describe('each rule of the closed set', () => {
  test('shared to read, owner to write, a group to remove', async () => {
    const { id } = (await ada('POST', '/api/posts', { text: 'Hello' })).json;
    expect((await bob('GET', `/api/posts/${id}`)).json.text).toBe('Hello');
    expect(problem(await bob('PATCH', `/api/posts/${id}`, { text: 'Bye' }))).toEqual([404, 'NOT_FOUND']);
    expect(problem(await manager('PATCH', `/api/posts/${id}`, { text: 'Bye' }))).toEqual([404, 'NOT_FOUND']);
    expect(problem(await bob('DELETE', `/api/posts/${id}`))).toEqual([404, 'NOT_FOUND']);
    expect((await manager('DELETE', `/api/posts/${id}`)).status).toBe(204);
  });

  test('public to read, a group to write', async () => {
    expect(problem(await ada('POST', '/api/announcements', { text: 'x' }))).toEqual([403, 'AUTH_GROUP_MISSING']);
    expect((await manager('POST', '/api/announcements', { text: 'Party' })).status).toBe(201);
    const { items } = (await nobody('GET', '/api/announcements')).json;
    expect(items.map(({ text }: { text: string }) => text)).toEqual(['Party']);
    expect((await nobody('POST', '/api/announcements', { text: 'x' })).status).toBe(401);
  });

  test('a group for everything', async () => {
    expect((await manager('POST', '/api/salaries', { text: 'A lot' })).status).toBe(201);
    expect(problem(await ada('GET', '/api/salaries'))).toEqual([403, 'AUTH_GROUP_MISSING']);
    expect((await manager('GET', '/api/salaries')).json.items).toHaveLength(1);
  });
});

describe('rules of the data', () => {
  test('unique, check and reference are answered with the field', async () => {
    await ada('POST', '/api/projects', { title: 'Once' });
    expect(problem(await ada('POST', '/api/projects', { title: 'Once' }))).toEqual([409, 'ALREADY_EXISTS', '#/title']);
    expect((await bob('POST', '/api/projects', { title: 'Once' })).status).toBe(201);
    const rich = await ada('POST', '/api/projects', { title: 'Rich', budgetCents: 2_000_000 });
    expect(problem(rich)).toEqual([422, 'RULE_BROKEN', '#/budgetCents']);
    expect(JSON.stringify(rich.json)).not.toMatch(/insert|2000000|projects_/);
    const nul = await ada('POST', '/api/projects', { title: 'a\u0000b' });
    expect(problem(nul)).toEqual([422, 'VALUE_NOT_STORABLE']);
  });

  test('a column changes only along its transitions, whoever writes it', async () => {
    const projectId = (await ada('POST', '/api/projects', { title: 'States' })).json.id;
    const early = await ada('POST', '/api/tasks', { title: 'a', projectId, status: 'done' });
    expect(problem(early)).toEqual([409, 'TRANSITION_NOT_ALLOWED', '#/status']);
    const { id } = (await ada('POST', '/api/tasks', { title: 'a', projectId })).json;
    const move = (status: string) => ada('PATCH', `/api/tasks/${id}`, { status }, { 'if-match': '*' });
    expect(problem(await move('done'))).toEqual([409, 'TRANSITION_NOT_ALLOWED', '#/status']);
    for (const status of ['draft', 'sent', 'draft', 'sent', 'done'])
      expect((await move(status)).json.status).toBe(status);
    expect(problem(await move('draft'))).toEqual([409, 'TRANSITION_NOT_ALLOWED', '#/status']);
    const text = `update tasks set status = 'draft' where id = '${id}'`;
    expect(problem(await ada('POST', '/api/hand/sql', { text }))).toEqual([409, 'TRANSITION_NOT_ALLOWED', '#/status']);
  });

  test('two bookings at once: one room, one booking', async () => {
    const at = (from: string, to: string, roomId = ABSENT) =>
      ada('POST', '/api/room-bookings', { roomId, startsAt: `2026-12-01T${from}:00Z`, endsAt: `2026-12-01T${to}:00Z` });
    const both = await Promise.all([at('09:00', '10:00'), at('09:30', '10:30')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.json.code).toBe('OVERLAP');
    expect((await at('10:30', '11:00')).status).toBe(201);
    expect(problem(await at('12:00', '11:00'))).toEqual([422, 'VALIDATION_FAILED', '#/endsAt']);
    const { id } = both.find(({ status }) => status === 201)!.json;
    const late = await ada('PATCH', `/api/room-bookings/${id}`, { startsAt: '2026-12-02T00:00:00Z' });
    expect(problem(late)).toEqual([422, 'VALIDATION_FAILED', '#/endsAt']);
  });
});
