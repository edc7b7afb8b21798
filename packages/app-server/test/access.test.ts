import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ISSUER } from '@scalr/auth-client/testing';
import { testDatabase } from '@scalr/testing/postgres';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bootApp, entity, group, owner, publicRead, shared } from '../src/index.ts';
import { environment, socketPath } from './backend.ts';
import { type Ask, type Office, openOffice } from './people.ts';

const OFFICE = join(import.meta.dirname, 'office');
let office: Office;
let ada: Ask;
let bob: Ask;
let nobody: Ask;
beforeAll(async () => {
  office = await openOffice(join(OFFICE, 'src'));
  ada = office.as('ada');
  bob = office.as('bob');
  nobody = office.as(null);
  for (const title of ['A1', 'A2']) await ada('POST', '/api/projects', { title });
  for (const title of ['B1', 'B2', 'B3']) await bob('POST', '/api/projects', { title });
});
afterAll(() => office.close());

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: office.database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe('a query by hand that forgets who asks', () => {
  test('sees only what the person may see, also twice at once', async () => {
    expect((await ada('GET', '/api/hand/titles')).json).toEqual({ titles: ['A1', 'A2'], count: 2 });
    expect((await bob('GET', '/api/hand/titles')).json).toEqual({ titles: ['B1', 'B2', 'B3'], count: 3 });
    expect((await nobody('GET', '/api/hand/public-titles')).json).toEqual({ titles: [], count: 0 });
  });

  test('many people at once over few connections never see one another', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? ada : bob)('GET', '/api/hand/titles')),
    );
    expect(answers.map(({ json }) => json.count)).toEqual(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? 2 : 3)),
    );
  });

  test('removes only what the person may remove', async () => {
    const carl = office.as('carl');
    await carl('POST', '/api/projects', { title: 'C1' });
    expect((await carl('DELETE', '/api/hand/projects')).json).toEqual({ rows: 1 });
    expect((await ada('GET', '/api/hand/titles')).json.count).toBe(2);
  });

  test('cannot write in the name of somebody else', async () => {
    const answer = await ada('POST', '/api/hand/projects', { ownerId: `${ISSUER}#bob` });
    expect([answer.status, answer.json.code]).toEqual([403, 'NOT_ALLOWED']);
    expect((await ada('POST', '/api/hand/projects', { ownerId: `${ISSUER}#ada` })).status).toBe(200);
    const given = await ada('POST', '/api/hand/sql', { text: `update projects set owner_id = '${ISSUER}#bob'` });
    expect([given.status, given.json.code]).toEqual([403, 'NOT_ALLOWED']);
    await ada('POST', '/api/hand/sql', { text: `delete from projects where title = 'By hand'` });
  });

  test.each([
    'truncate projects cascade',
    'alter table projects disable row level security',
    'drop policy scalr_read on projects',
    'create table open (id int)',
    'select * from scalr.ended_sessions',
    'insert into announcements (text) values (1)',
    'set role postgres',
  ])('may not: %s', async (text) => {
    const answer = await ada('POST', '/api/hand/sql', { text });
    expect([answer.status, answer.json.code]).toEqual([403, 'NOT_ALLOWED']);
  });
});

describe('one request is one transaction', () => {
  test('what is thrown undoes what was written', async () => {
    expect((await ada('POST', '/api/hand/thrown')).status).toBe(500);
    expect((await ada('GET', '/api/projects?title=Half')).json.items).toEqual([]);
  });

  test('an error that is caught inside transaction() costs nothing; elsewhere the request says that nothing was kept', async () => {
    expect((await ada('POST', '/api/hand/caught', { isGuarded: false })).status).toBe(500);
    expect(office.lines.join('')).toContain('put it into database.transaction()');
    expect((await ada('GET', '/api/projects?title=Twice')).json.items).toEqual([]);
    expect((await ada('POST', '/api/hand/caught', { isGuarded: true })).status).toBe(200);
    expect((await ada('GET', '/api/projects?title=Twice')).json.items).toHaveLength(1);
    await ada('POST', '/api/hand/sql', { text: `delete from projects where title = 'Twice'` });
  });
});

describe('the database', () => {
  test('binds the role that signs in too, which owns the tables', async () => {
    const seen = await asOwner((client) => client.query('select title from projects'));
    expect(seen.rows).toEqual([]);
    await asOwner((client) => client.query('create view public.every as select title from projects'));
    try {
      expect((await asOwner((client) => client.query('select * from every'))).rows).toEqual([]);
    } finally {
      await asOwner((client) => client.query('drop view every'));
    }
  });

  const oids = () =>
    asOwner(async (client) =>
      (await client.query('select oid from pg_policy order by oid')).rows.map(({ oid }) => oid),
    );

  test('is left alone by a second start, and mended where it was changed by hand', async () => {
    const before = await oids();
    await office.restart();
    expect(await oids()).toEqual(before);
    await asOwner((client) => client.query('create policy open on projects for select using (true)'));
    expect((await ada('GET', '/api/hand/titles')).json.count).toBe(5);
    await office.restart();
    expect((await ada('GET', '/api/hand/titles')).json.count).toBe(2);
    for (const text of [
      'alter table projects disable row level security',
      'alter table projects no force row level security',
      'grant truncate on projects to public',
      'drop trigger scalr_transition_status on tasks',
      'alter table room_bookings drop constraint scalr_no_overlap',
    ]) {
      const left = await oids();
      await asOwner((client) => client.query(text));
      await office.restart();
      expect(await oids(), text).not.toEqual(left);
    }
    expect((await ada('GET', '/api/hand/titles')).json.count).toBe(2);
  });
});

describe('at the start', () => {
  const copies: string[] = [];
  afterEach(() => {
    for (const copy of copies.splice(0)) rmSync(copy, { recursive: true });
  });

  function copyOffice(): string {
    const copy = mkdtempSync(join(import.meta.dirname, 'office-'));
    copies.push(copy);
    cpSync(OFFICE, copy, { recursive: true });
    return copy;
  }
  function migration(copy: string, name: string, sql: string): void {
    mkdirSync(join(copy, 'migrations', name));
    writeFileSync(join(copy, 'migrations', name, 'migration.sql'), sql);
  }
  const refusal = (copy: string, databaseUrl: string) =>
    bootApp({
      src: join(copy, 'src'),
      env: environment({ port: socketPath(), databaseUrl, jwksUrl: 'http://127.0.0.1:9/jwks' }),
      logStream: { write: () => {} },
    }).then(
      (app) => app.stop(),
      (error: Error & { problems?: readonly { code: string; message: string }[] }) => error.problems?.[0] ?? error,
    );

  test('a table of a model without access rules is refused, and one that only the database has', async () => {
    const fresh = await testDatabase();
    try {
      const copy = copyOffice();
      const file = join(copy, 'src', 'models', 'open.ts');
      writeFileSync(
        file,
        `import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const open = pgTable('open', { a: text() });\n`,
      );
      expect(await refusal(copy, fresh.url)).toMatchObject({
        code: 'TABLE_WITHOUT_ACCESS',
        message: expect.stringContaining('models/open.ts: open'),
        fix: expect.stringContaining('export default entity(open, { access: owner()'),
      });
      rmSync(file);
      expect(await refusal(copy, fresh.url)).toBeUndefined();
      migration(copy, '20260102000000_more', 'create table left_over (id int); create schema x; create table x.y ();');
      expect(await refusal(copy, fresh.url)).toMatchObject({
        code: 'TABLE_WITHOUT_ACCESS',
        message: expect.stringContaining('the database: left_over, x.y'),
      });
    } finally {
      await fresh.drop();
    }
  });

  test('a migration changes the rows of everybody, and everybody is bound again afterwards', async () => {
    const copy = copyOffice();
    migration(copy, '20260102000000_shout', `update projects set title = title || '!';`);
    expect(await refusal(copy, office.database.url)).toBeUndefined();
    expect((await ada('GET', '/api/hand/titles')).json.titles).toEqual(['A1!', 'A2!']);
    expect((await bob('GET', '/api/hand/titles')).json.titles).toEqual(['B1!', 'B2!', 'B3!']);
    expect((await asOwner((client) => client.query('select title from projects'))).rows).toEqual([]);
  });

  test('rows that break a new rule stop the start, and the old rules stay', async () => {
    const copy = copyOffice();
    const file = join(copy, 'src', 'models', 'bookings.ts');
    await asOwner((client) => client.query('alter table projects no force row level security'));
    writeFileSync(
      file,
      `import { entity, shared } from '@scalr/app-server';
       import { pgTable, uuid, timestamp } from 'drizzle-orm/pg-core';
       import { projects } from './projects.ts';
       export const roomBookings = pgTable('room_bookings', { id: uuid().primaryKey(), roomId: uuid('no_such') });
       export default entity(roomBookings, { access: shared(), routes: [], noOverlap: { key: [], from: 'roomId', to: 'roomId' } });`,
    );
    expect(await refusal(copy, office.database.url)).toMatchObject({
      code: 'ACCESS_NOT_APPLIED',
      message: expect.stringContaining('no_such'),
    });
    expect((await ada('GET', '/api/hand/titles')).json.count).toBe(2);
  });
});

describe('what an entity refuses', () => {
  const id = uuid().primaryKey().defaultRandom();
  const input = z.object({ a: z.string() });
  const thing = pgTable('things', { id, ownerId: text('owner_id').notNull(), a: text().notNull() });
  const said = (make: () => unknown) => {
    try {
      make();
    } catch (error) {
      const [problem] = (error as { problems: readonly { code: string; message: string }[] }).problems;
      return `${problem?.code} ${problem?.message}`;
    }
    return 'nothing';
  };

  test.each([
    ['no access', undefined],
    ['an unknown rule', { kind: 'everybody' }],
    ['no reading', { write: owner() }],
    ['a misspelt verb', { read: shared(), wirte: owner() }],
    ['public writing', { read: shared(), write: publicRead() }],
    ['an empty list', { read: [] }],
  ])('%s', (_name, access) => {
    expect(said(() => entity(thing, { access: access as never, input }))).toContain('ENTITY_WITHOUT_ACCESS');
  });

  test.each([
    ['ownerId: text().notNull()', () => entity(pgTable('t', { id, a: text().notNull() }), { access: owner(), input })],
    [
      'input must not hold ownerId',
      () => entity(thing, { access: owner(), input: input.extend({ ownerId: z.string() }) }),
    ],
    ['input must not hold id', () => entity(thing, { access: owner(), input: input.extend({ id: z.string() }) })],
    [
      'input names b, which is no column',
      () => entity(thing, { access: owner(), input: input.extend({ b: z.string() }) }),
    ],
    ['input is missing', () => entity(thing, { access: owner() })],
    ['a is needed for a new row', () => entity(thing, { access: owner(), input: z.object({}) })],
    ['add owner to read', () => entity(thing, { access: { read: group('x'), create: owner() }, input })],
    [
      'say create: owner() and add owner() to read',
      () => entity(thing, { access: { read: group('x'), create: shared() }, input }),
    ],
    ['search names id, which is no text', () => entity(thing, { access: owner(), input, search: ['id'] })],
    [
      'at is a time without a zone',
      () => entity(pgTable('t', { id, a: text(), at: timestamp() }), { access: shared(), input }),
    ],
    ['routes need the column id', () => entity(pgTable('t', { a: text() }), { access: shared(), input })],
  ])('%s', (text, make) => {
    expect(said(make)).toContain(text);
  });

  test('nothing where all fits', () => {
    expect(said(() => entity(thing, { access: [owner(), group('managers')], input }))).toBe('nothing');
    expect(said(() => entity(thing, { access: publicRead() }))).toBe('nothing');
  });
});
