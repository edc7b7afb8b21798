import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ask, askAs, problemOf, userId } from './people.ts';
import type { ConformanceSubject } from './subject.ts';

/** Queries by hand that forget who asks, and what the database itself holds. */
export function recordAccessConformance(subject: ConformanceSubject): void {
  describe('a query by hand that forgets who asks', () => {
    let anna: Ask;
    let ben: Ask;
    beforeAll(async () => {
      anna = askAs(subject, 'anna');
      ben = askAs(subject, 'ben');
      for (const title of ['A1', 'A2']) await anna('POST', '/api/projects', { title });
      for (const title of ['B1', 'B2', 'B3']) await ben('POST', '/api/projects', { title });
    });

    test('sees only what the person may see', async () => {
      expect((await anna('GET', '/api/hand/titles')).json).toEqual({ titles: ['A1', 'A2'], count: 2 });
      expect((await ben('GET', '/api/hand/titles')).json).toEqual({ titles: ['B1', 'B2', 'B3'], count: 3 });
      const nobody = askAs(subject, null);
      expect((await nobody('GET', '/api/hand/public-titles')).json).toEqual({ titles: [], count: 0 });
    });

    test('many people at once over few connections never see one another', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => (index % 2 ? anna : ben)('GET', '/api/hand/titles')),
      );
      const counts = Array.from({ length: 40 }, (_, index) => (index % 2 ? 2 : 3));
      expect(answers.map(({ json }) => json.count)).toEqual(counts);
    });

    test('removes only what the person may remove', async () => {
      const carl = askAs(subject, 'carl');
      await carl('POST', '/api/projects', { title: 'C1' });
      expect((await carl('DELETE', '/api/hand/projects')).json).toEqual({ rows: 1 });
      expect((await anna('GET', '/api/hand/titles')).json.count).toBe(2);
    });

    test('is answered 404 where the person may read the row and not change it', async () => {
      const { id } = (await anna('POST', '/api/posts', { text: 'Hello' })).json;
      for (const method of ['PATCH', 'DELETE'] as const) {
        const answer = subject.keep(`${method} of somebody else`, await ben(method, `/api/hand/posts/${id}`));
        expect(problemOf(answer)).toEqual([404, 'NOT_FOUND']);
      }
      expect((await ben('GET', `/api/posts/${id}`)).json.text).toBe('Hello');
      expect((await anna('PATCH', `/api/hand/posts/${id}`)).json).toEqual({ rows: 1 });
      expect((await anna('DELETE', `/api/hand/posts/${id}`)).json).toEqual({ rows: 1 });
    });

    test('cannot write in the name of somebody else', async () => {
      const answer = subject.keep('forged', await anna('POST', '/api/hand/projects', { ownerId: userId('ben') }));
      expect(problemOf(answer)).toEqual([403, 'NOT_ALLOWED']);
      expect((await anna('POST', '/api/hand/projects', { ownerId: userId('anna') })).status).toBe(200);
      const given = await anna('POST', '/api/hand/sql', { text: `update projects set owner_id = '${userId('ben')}'` });
      expect(problemOf(given)).toEqual([403, 'NOT_ALLOWED']);
      await anna('POST', '/api/hand/sql', { text: `delete from projects where title = 'By hand'` });
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
      const answer = subject.keep(`may not ${text}`, await anna('POST', '/api/hand/sql', { text }));
      expect(problemOf(answer)).toEqual([403, 'NOT_ALLOWED']);
    });
  });

  describe('one request is one transaction', () => {
    test('what is thrown undoes what was written', async () => {
      const writer = askAs(subject, 'half');
      expect((await writer('POST', '/api/hand/thrown')).status).toBe(500);
      expect((await writer('GET', '/api/projects?title=Half')).json.items).toEqual([]);
    });

    test('an error that is caught inside a savepoint costs nothing; elsewhere the request says that nothing was kept', async () => {
      const writer = askAs(subject, 'twice');
      const caught = await writer('POST', '/api/hand/caught', { isGuarded: false });
      expect(problemOf(subject.keep('caught', caught))).toEqual([500, 'INTERNAL']);
      const said = () => subject.backend.lines.some((line) => /so nothing was kept: put it into database\./.test(line));
      await expect.poll(said).toBe(true);
      expect((await writer('GET', '/api/projects?title=Twice')).json.items).toEqual([]);
      expect((await writer('POST', '/api/hand/caught', { isGuarded: true })).status).toBe(200);
      expect((await writer('GET', '/api/projects?title=Twice')).json.items).toHaveLength(1);
    });
  });

  test('the policies, triggers, constraints and rights in the database are the same in every language', async () => {
    const client = new pg.Client({ connectionString: subject.stage.environment('').DATABASE_URL });
    await client.connect();
    try {
      const { rows } = await client.query(RULES);
      expect(rows.length).toBeGreaterThan(40);
      subject.comparable.set('access rules', [200, undefined, undefined, rows]);
      expect((await client.query('select title from projects')).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
}

const RULES = `
  select format('%s %s %s %s %s %s', tablename, policyname, permissive, cmd, qual, with_check) as rule from pg_policies
  where schemaname = 'public'
  union all
  select format('%s %s', pg_get_triggerdef(oid), pg_get_functiondef(tgfoid)) from pg_trigger where tgname like 'scalr\\_%'
  union all
  select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where conname like 'scalr\\_%'
  union all
  select format('%s %s %s', table_name, privilege_type, grantee like '%\\_runtime') from information_schema.table_privileges
  where table_schema = 'public'
  union all
  select format('%s %s %s', relname, relrowsecurity, relforcerowsecurity) from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace
  order by 1`;
