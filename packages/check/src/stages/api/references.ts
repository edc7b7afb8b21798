import type { QueryResult } from '@scalr/ports';

/** Which field of which collection names a record of which other one; by path and key. */
export type References = ReadonlyMap<string, ReadonlyMap<string, string>>;

export const REFERENCES = `
  select t.relname, a.attname, r.relname
  from pg_constraint k
  join pg_class t on t.oid = k.conrelid
  join pg_class r on r.oid = k.confrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
  where k.contype = 'f' and cardinality(k.conkey) = 1
  order by 1, 2`;

export function readReferences({ rows }: QueryResult): References {
  const found = new Map<string, Map<string, string>>();
  for (const [table, column, target] of rows) {
    const path = pathOfTable(table ?? '');
    const keys = found.get(path) ?? new Map<string, string>();
    keys.set(camel(column ?? ''), pathOfTable(target ?? ''));
    found.set(path, keys);
  }
  return found;
}

/** As entity() names it: `shopping_items` is at `/api/shopping-items`. */
export function pathOfTable(table: string): string {
  const words = table.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== '');
  return `/api/${words.map((word) => word.toLowerCase()).join('-')}`;
}

const camel = (column: string) => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
