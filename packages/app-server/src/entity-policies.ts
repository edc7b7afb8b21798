import { getColumns } from 'drizzle-orm';
import { getTableConfig, type PgColumn } from 'drizzle-orm/pg-core';
import pg from 'pg';
import type { AccessRule } from './access-rules.ts';
import type { Entity } from './entity.ts';

const name = pg.escapeIdentifier;
const text = pg.escapeLiteral;

const USER = `nullif(current_setting('app.user_id', true), '')`;
const GROUPS = `coalesce(nullif(current_setting('app.groups', true), ''), '[]')::jsonb`;

/**
 * The statements that make an entity's rules true in Postgres, whatever was there before. In them:
 * - row-level security, forced, so that it binds the owner of the table and its views too
 * - one permissive policy for each verb that somebody may do, over `app.user_id` and `app.groups`
 * - a new row belongs to whoever makes it
 * - restrictive policies: a reference may only name a row that the person can read (foreign keys alone do not ask)
 * - rights of the runtime role for these verbs and no other: no TRUNCATE, which no policy would stop
 * - triggers for transitions, an exclusion constraint for overlaps
 */
export function policyStatements(entity: Entity, runtimeRole: string): readonly string[] {
  const { rules, table } = entity;
  const sqlTable = qualifiedName(entity);
  const schema = name(getTableConfig(table).schema ?? 'public');
  const columns: Readonly<Record<string, PgColumn>> = getColumns(table);
  const either = (list: readonly AccessRule[]) => list.map((rule) => condition(rule, columns)).join(' or ');
  const isMine =
    entity.ownerKey === null ? '' : ` and ${condition({ kind: 'owner', column: entity.ownerKey }, columns)}`;
  const policies = {
    read: `for select using (${either(rules.read)})`,
    create: `for insert with check ((${either(rules.create)})${isMine})`,
    update: `for update using (${either(rules.update)}) with check (${either(rules.update)})`,
    delete: `for delete using (${either(rules.delete)})`,
  };
  const verbs = (['read', 'create', 'update', 'delete'] as const).filter((verb) => rules[verb].length > 0);
  const rights = verbs.map((verb) => ({ read: 'select', create: 'insert', update: 'update', delete: 'delete' })[verb]);
  return [
    `alter table ${sqlTable} enable row level security, force row level security`,
    ...verbs.map((verb) => `create policy scalr_${verb} on ${sqlTable} ${policies[verb]}`),
    ...referencePolicies(entity, sqlTable),
    `grant usage on schema ${schema} to ${name(runtimeRole)}`,
    `grant usage on all sequences in schema ${schema} to ${name(runtimeRole)}`,
    `grant ${rights.join(', ')} on ${sqlTable} to ${name(runtimeRole)}`,
    ...transitionTriggers(entity, sqlTable, columns),
    ...overlapConstraint(entity, sqlTable, columns),
  ];
}

export function qualifiedName({ table }: Entity): string {
  const { name: tableName, schema } = getTableConfig(table);
  return `${name(schema ?? 'public')}.${name(tableName)}`;
}

/** Without a subquery, so that Postgres may use an index and a policy may be asked from within another. */
function condition(rule: AccessRule, columns: Readonly<Record<string, PgColumn>>): string {
  switch (rule.kind) {
    case 'owner':
      return `${name(columns[rule.column]!.name)} = ${USER}`;
    case 'shared':
      return `${USER} is not null`;
    case 'group':
      return `${GROUPS} ? ${text(rule.group)}`;
    case 'public-read':
    case 'anyone':
      return 'true';
  }
}

function referencePolicies({ table }: Entity, sqlTable: string): string[] {
  return getTableConfig(table).foreignKeys.flatMap((key, index) => {
    const { columns, foreignColumns, foreignTable } = key.reference();
    const target = getTableConfig(foreignTable);
    const pairs = columns.map(
      (column, at) => `target.${name(foreignColumns[at]!.name)} = ${sqlTable}.${name(column.name)}`,
    );
    const unset = columns.map((column) => `${name(column.name)} is null`).join(' or ');
    const seen = `exists (select 1 from ${name(target.schema ?? 'public')}.${name(target.name)} target where ${pairs.join(' and ')})`;
    const policy = (verb: string) => `create policy scalr_reference_${index}_${verb} on ${sqlTable} as restrictive`;
    return [
      `${policy('create')} for insert with check (${unset} or ${seen})`,
      `${policy('update')} for update using (true) with check (${unset} or ${seen})`,
    ];
  });
}

function transitionTriggers(
  { options, names }: Entity,
  sqlTable: string,
  columns: Readonly<Record<string, PgColumn>>,
): string[] {
  return Object.entries(options.transitions ?? {}).flatMap(([key, allowed]) => {
    const column = columns[key]!.name;
    const routine = `scalr.${name(`transition_${names.table}_${column}`)}`;
    const steps = Object.entries(allowed ?? {}).flatMap(([from, targets]) => targets.map((to) => [from, to] as const));
    const listed = steps.map(([from, to]) => `(${text(from)}, ${text(to)})`).join(', ') || `(null, null)`;
    // Where nothing is said of new rows, they may begin in any state that is named.
    const starts = Object.hasOwn(allowed ?? {}, '') ? '' : `if tg_op = 'INSERT' then return new; end if;`;
    return [
      `create or replace function ${routine}() returns trigger language plpgsql as ${text(`
        declare
          before text := case when tg_op = 'INSERT' then '' else old.${name(column)}::text end;
          after text := new.${name(column)}::text;
        begin
          ${starts}
          if tg_op = 'UPDATE' and before is not distinct from after then return new; end if;
          if (before, after) in (${listed}) then return new; end if;
          raise exception using errcode = '23514', constraint = ${text(`scalr_transition_${column}`)},
            schema = tg_table_schema, table = tg_table_name, column = ${text(column)},
            message = format('no transition from %L to %L', before, after);
        end`)}`,
      `create trigger ${name(`scalr_transition_${column}`)} before insert or update on ${sqlTable} for each row execute function ${routine}()`,
    ];
  });
}

function overlapConstraint(
  { options }: Entity,
  sqlTable: string,
  columns: Readonly<Record<string, PgColumn>>,
): string[] {
  if (options.noOverlap === undefined) return [];
  const { key, from, to } = options.noOverlap;
  const column = (which: string) => name(columns[which]!.name);
  const type = columns[from]!.getSQLType();
  const range = type === 'date' ? 'daterange' : /^timestamp/.test(type) ? 'tstzrange' : 'int8range';
  const parts = [...key.map((one) => `${column(one)} with =`), `${range}(${column(from)}, ${column(to)}) with &&`];
  return [
    // Trusted: whoever owns the database may have it. Equality beside a range needs it.
    'create extension if not exists btree_gist',
    `alter table ${sqlTable} add constraint scalr_no_overlap exclude using gist (${parts.join(', ')})`,
  ];
}
