import type { Plan } from '@scalr/plan';
import { expect, it } from 'vitest';
import { restoreLine } from '../../src/releases/restore-line.ts';

const plan = {
  databases: [{ name: 'time_sheet', role: 'time_sheet', password: 'secret', owner: 'time-sheet' }],
} as unknown as Plan;

it('restores beside what is there, which stays under another name', () => {
  expect(restoreLine(plan, 'time-sheet', '.scalr/backups/time-sheet/20260131T100000Z-r3')).toBe(
    [
      "docker compose -p scalr-time-sheet exec -T db bash -c 'createdb -U postgres -O time_sheet -T template0 time_sheet_back",
      '&& pg_restore -U postgres -1 -d time_sheet_back',
      '&& psql -U postgres -q -v ON_ERROR_STOP=1 -c "revoke connect, temporary on database time_sheet_back from public"',
      '-c "alter database time_sheet with allow_connections false"',
      '-c "select pg_terminate_backend(pid) from pg_stat_activity where datname = \\$\\$time_sheet\\$\\$"',
      '-c "alter database time_sheet rename to time_sheet_before"',
      `-c "alter database time_sheet_back rename to time_sheet"' < .scalr/backups/time-sheet/20260131T100000Z-r3/database.dump`,
    ].join(' '),
  );
});

it('says nothing of an app without a database', () => {
  expect(restoreLine(plan, 'quiet', '.scalr/backups/quiet/x')).toBeNull();
});
