import { getColumns } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import type { Client } from 'pg';
import type { Entity } from './entity.ts';

/** Which fields of JSON a failed statement is about. */
export interface ConstraintFields {
  /** Of a constraint or unique index of that table, without the owner's column, which nobody sends. */
  ofConstraint(table: string, constraint: string): readonly string[];
  ofColumn(table: string, column: string): readonly string[];
  /** Of the reference whose policy said no; null: another policy did. */
  ofPolicy(table: string, policy: string): readonly string[] | null;
}

/** Asks the database, so that constraints of every origin are known: Drizzle's, an entity's, a migration's own. */
export async function readConstraintFields(client: Client, entities: readonly Entity[]): Promise<ConstraintFields> {
  const keys = new Map<string, string>();
  const references = new Map<string, readonly string[]>();
  for (const { table, ownerKey } of entities) {
    const { name, foreignKeys } = getTableConfig(table);
    for (const [key, column] of Object.entries(getColumns(table))) {
      if (key !== ownerKey) keys.set(`${name}.${column.name}`, key);
    }
    for (const [index, reference] of foreignKeys.entries()) {
      const fields = reference.reference().columns.flatMap((column) => keys.get(`${name}.${column.name}`) ?? []);
      references.set(`${name}.scalr_reference_${index}`, fields);
    }
  }
  const constraints = new Map<string, string[]>();
  for (const { owner, name, column } of entities.length === 0 ? [] : (await client.query<Row>(CONSTRAINTS)).rows) {
    const field = keys.get(`${owner}.${column}`);
    if (field === undefined) continue;
    const fields = constraints.get(`${owner}.${name}`) ?? [];
    constraints.set(`${owner}.${name}`, [...fields, field]);
  }
  const ofColumn = (table: string, column: string) => {
    const field = keys.get(`${table}.${column}`);
    return field === undefined ? [] : [field];
  };
  return {
    ofConstraint: (table, constraint) => constraints.get(`${table}.${constraint}`) ?? [],
    ofColumn,
    ofPolicy: (table, policy) => references.get(`${table}.${policy.replace(/_(?:create|update)$/, '')}`) ?? null,
  };
}

interface Row {
  readonly owner: string;
  readonly name: string;
  readonly column: string;
}

const CONSTRAINTS = `
  select t.relname as owner, k.conname as name, a.attname as column
  from pg_constraint k join pg_class t on t.oid = k.conrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.conkey)
  where k.contype <> 'n' and t.relnamespace not in (select oid from pg_namespace where nspname ~ '^(pg_|information_schema|scalr)')
  union
  select t.relname, i.relname, a.attname
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = any(x.indkey::int2[])
  where x.indisunique and t.relnamespace not in (select oid from pg_namespace where nspname ~ '^(pg_|information_schema|scalr)')
  order by 1, 2, 3`;
