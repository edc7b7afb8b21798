import { getColumns } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type AccessRule, isCovered } from './access-rules.ts';
import type { Entity } from './entity.ts';
import { hasRoute, visibleColumns } from './entity.ts';
import { fieldFault, sortableKeys } from './entity-fields.ts';

/** Everything that does not fit between a table and the options it was given, each with what to write instead. */
export function entityFaults(entity: Entity): readonly string[] {
  const columns: Readonly<Record<string, PgColumn>> = getColumns(entity.table);
  const hasAnyRoute = (['list', 'create', 'read', 'update', 'delete'] as const).some((route) =>
    hasRoute(entity, route),
  );
  return [
    ...unknownKeys(entity, columns),
    ...ownerFaults(entity, columns),
    ...(hasAnyRoute ? routeFaults(entity, columns) : []),
  ];
}

function unknownKeys({ options }: Entity, columns: Readonly<Record<string, PgColumn>>): string[] {
  const named = {
    input: Object.keys(options.input?.shape ?? {}),
    search: options.search ?? [],
    hidden: options.hidden ?? [],
    sort: options.sort === undefined ? [] : [options.sort.replace(/^-/, '')],
    transitions: Object.keys(options.transitions ?? {}),
    noOverlap: options.noOverlap ? [...options.noOverlap.key, options.noOverlap.from, options.noOverlap.to] : [],
  };
  return Object.entries(named).flatMap(([option, keys]) =>
    keys.filter((key) => columns[key] === undefined).map((key) => `${option} names ${key}, which is no column`),
  );
}

function ownerFaults({ rules, ownerKey, options }: Entity, columns: Readonly<Record<string, PgColumn>>): string[] {
  if (ownerKey === null) return [];
  const faults: string[] = [];
  const column = columns[ownerKey];
  const keys = new Set(
    Object.values(rules).flatMap((list) => list.map((rule) => (rule as { column?: string }).column)),
  );
  keys.delete(undefined);
  if (keys.size > 1) faults.push(`access names several owner columns: ${[...keys].join(', ')}`);
  if (column === undefined || !column.notNull || !/^(?:text|varchar)/.test(column.getSQLType())) {
    faults.push(`owner() needs the column ${ownerKey}: text().notNull()`);
  }
  if (options.input?.shape[ownerKey] !== undefined) {
    faults.push(`input must not hold ${ownerKey}: the server writes it`);
  }
  return faults;
}

function routeFaults(entity: Entity, columns: Readonly<Record<string, PgColumn>>): string[] {
  const { rules, options, ownerKey } = entity;
  const faults = Object.entries(visibleColumns(entity)).flatMap(([key, column]) => fieldFault(key, column) ?? []);
  const id = columns.id;
  if (id?.columnType !== 'PgUUID' || !id.primary || options.hidden?.includes('id')) {
    faults.push('routes need the column id: uuid().primaryKey().defaultRandom()');
  }
  if (options.input?.shape.id !== undefined) faults.push('input must not hold id: the database makes it');
  const sort = options.sort?.replace(/^-/, '');
  if (sort !== undefined && columns[sort] !== undefined && !sortableKeys(entity).includes(sort)) {
    faults.push(`a list cannot be sorted by ${sort}`);
  }
  for (const key of options.search ?? []) {
    const type = columns[key]?.getSQLType();
    if (type !== undefined && !/^(?:text|varchar|char)/.test(type))
      faults.push(`search names ${key}, which is no text`);
  }
  if (options.input === undefined) {
    if (hasRoute(entity, 'create') || hasRoute(entity, 'update')) {
      faults.push('input is missing: a z.object of what a person may write');
    }
    return faults;
  }
  if (hasRoute(entity, 'create')) {
    const unreadable = rules.create.filter((rule) => !isCovered(rule, rules.read));
    if (unreadable.length > 0) {
      faults.push(`whoever creates could not see what they made: ${readersFor(unreadable[0]!)}`);
    }
    for (const [key, column] of Object.entries(columns)) {
      const isWritten = options.input.shape[key] !== undefined || key === ownerKey || key === 'id';
      if (!isWritten && column.notNull && !column.hasDefault && column.generated === undefined) {
        faults.push(`${key} is needed for a new row: put it into input or give the column a default`);
      }
    }
  }
  return faults;
}

/** Never what would show everybody's rows to everybody only because everybody may write one. */
function readersFor({ kind }: AccessRule): string {
  if (kind === 'owner' || kind === 'group') return `add ${kind} to read`;
  return `say create: owner() and add owner() to read, so that people see their own; ${kind} in read shows all rows to all`;
}
