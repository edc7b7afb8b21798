import type { QueryResult } from '@scalr/ports';
import type { Finding } from '../../finding.ts';
import { find } from './rules.ts';
import { type MigrationFile, placeOf } from './schema-sources.ts';

/** The app's tables: whether policies are on, whether for their owner too, and how many there are. */
export const TABLES = `
  select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname,
    c.relrowsecurity, c.relforcerowsecurity, (select count(*) from pg_policy p where p.polrelid = c.oid)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('scalr', 'information_schema') and n.nspname !~ '^pg_'
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by 1`;

/**
 * Tables that Postgres would show to whoever asks.
 * @param isServing while a backend migrates, the owner of the tables is not bound; only one that serves is judged by it
 */
export function openTables(
  { rows }: QueryResult,
  migrations: readonly MigrationFile[],
  isServing: boolean,
): readonly Finding[] {
  return rows.flatMap(([table, isOn, isForced, policies]) => {
    const lacks = [
      ...(isOn === 't' ? [] : ['row level security']),
      ...(policies === '0' ? ['a policy'] : []),
      ...(isForced === 't' || !isServing ? [] : ['force row level security']),
    ];
    if (lacks.length === 0) return [];
    return find('open', {
      ...placeOf(migrations, (table ?? '').split('.').at(-1)!),
      ...{ did: 'look at the tables of the database', got: `${table} is without ${lacks.join(', ')}` },
      expected: 'policies of an access rule, in force for everybody',
    });
  });
}
