import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { ConformanceSubject } from './subject.ts';

const OVERLAPPING = '20000000-0000-4000-8000-000000000000';

/** What a start does with access rules that are in the database, and with what contradicts them. */
export function recordStartConformance(subject: ConformanceSubject): void {
  describe('access rules at the start', () => {
    async function asOwner<R extends pg.QueryResultRow>(...statements: string[]): Promise<R[]> {
      const client = new pg.Client({ connectionString: subject.stage.environment('').DATABASE_URL });
      await client.connect();
      try {
        let rows: R[] = [];
        for (const statement of statements) ({ rows } = await client.query<R>(statement));
        return rows;
      } finally {
        await client.end();
      }
    }
    const oids = async () =>
      (await asOwner<{ oid: number }>('select oid from pg_policy order by oid')).map((row) => row.oid);
    const startAnother = async () => {
      const { child } = await subject.stage.start(subject.recipe);
      await child.stop();
    };
    const refusal = async () => {
      const { PORT: _, ...env } = subject.stage.environment('');
      const { code, said } = await subject.stage.refuse(subject.recipe, { ...env, PORT: '0' });
      return [code, /^[A-Z_]+$/m.exec(said)?.[0]];
    };

    test('another start leaves them alone, and mends what was changed by hand', async () => {
      const before = await oids();
      await startAnother();
      expect(await oids()).toEqual(before);
      await asOwner(
        'create policy open on projects for select using (true)',
        'alter table projects no force row level security',
        'grant truncate on projects to public',
        'drop trigger scalr_transition_status on tasks',
        'alter table room_bookings drop constraint scalr_no_overlap',
      );
      await startAnother();
      expect(await oids()).not.toEqual(before);
      const rows = await asOwner(`
        select (select count(*)::int from pg_policy where polname = 'open') as policies,
          (select relforcerowsecurity from pg_class where oid = 'projects'::regclass) as forced,
          has_table_privilege('public', 'projects', 'truncate') as truncates,
          (select count(*)::int from pg_trigger where tgname = 'scalr_transition_status') as triggers,
          (select count(*)::int from pg_constraint where conname = 'scalr_no_overlap') as constraints`);
      expect(rows).toEqual([{ policies: 0, forced: true, truncates: false, triggers: 1, constraints: 1 }]);
    });

    test('a table that no model holds stops the start, and so do rows that break a rule', async () => {
      await asOwner('create table left_over (id int)');
      try {
        expect(await refusal()).toEqual([1, 'TABLE_WITHOUT_ACCESS']);
      } finally {
        await asOwner('drop table left_over');
      }
      const booking = `('${OVERLAPPING}', '2031-01-01T00:00:00Z', '2031-01-02T00:00:00Z')`;
      await asOwner(
        'alter table room_bookings drop constraint scalr_no_overlap, no force row level security',
        `insert into room_bookings (room_id, starts_at, ends_at) values ${booking}, ${booking}`,
      );
      try {
        expect(await refusal()).toEqual([1, 'ACCESS_NOT_APPLIED']);
        // Requests were bound all the while.
        expect((await subject.call('GET', '/api/hand/public-titles')).json).toEqual({ titles: [], count: 0 });
      } finally {
        await asOwner(`delete from room_bookings where room_id = '${OVERLAPPING}'`);
        await startAnother();
      }
    });
  });
}
