import type { SchemaDifferences, SchemaRename } from '@scalr/ports';

/** One thing of a snapshot of drizzle-kit. */
export interface SchemaEntity {
  readonly entityType: string;
  readonly [key: string]: unknown;
}

interface Column {
  readonly type: string;
  readonly notNull: boolean;
  /** Postgres finds a value by itself. */
  readonly filled: boolean;
}

/** Columns by name, by table. */
type Shape = ReadonlyMap<string, ReadonlyMap<string, Column>>;

/** What one snapshot has and the other has not, once what was renamed has its new name in both. */
export function differencesOf(
  before: readonly SchemaEntity[],
  after: readonly SchemaEntity[],
  renames: readonly SchemaRename[],
): SchemaDifferences {
  const [former, now] = [shapeOf(before), shapeOf(after)];
  const renamed = renames.filter(({ from, to }) => has(former, from) && has(now, to));
  const there = renameAll(former, renamed);
  const gone: string[] = [];
  const came: string[] = [];
  const narrowed: string[] = [];
  const required: string[] = [];
  for (const [table, columns] of there) {
    const current = now.get(table);
    if (current === undefined) gone.push(table);
    else for (const name of columns.keys()) if (!current.has(name)) gone.push(`${table}.${name}`);
  }
  for (const [table, columns] of now) {
    const former = there.get(table);
    if (former === undefined) {
      came.push(table);
      continue;
    }
    for (const [name, column] of columns) {
      const was = former.get(name);
      if (was === undefined) came.push(`${table}.${name}`);
      if (was === undefined && column.notNull && !column.filled) required.push(`${table}.${name}`);
      if (was !== undefined && isNarrower(was, column)) narrowed.push(`${table}.${name}`);
    }
  }
  const tables = changedTables(before, after);
  return { gone, came, types: { ...typesOf(there, gone), ...typesOf(now, came) }, narrowed, required, renamed, tables };
}

function typesOf(shape: Shape, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const dot = name.lastIndexOf('.');
      const column = shape.get(name.slice(0, Math.max(0, dot)))?.get(name.slice(dot + 1));
      return column === undefined ? [] : [[name, column.type]];
    }),
  );
}

function nameOfTable(schema: unknown, table: unknown): string {
  return schema === 'public' ? String(table) : `${schema}.${table}`;
}

function shapeOf(entities: readonly SchemaEntity[]): Shape {
  const shape = new Map<string, Map<string, Column>>();
  for (const { entityType, schema, name } of entities)
    if (entityType === 'tables') shape.set(nameOfTable(schema, name), new Map());
  for (const entity of entities) {
    if (entity.entityType !== 'columns') continue;
    const { schema, table, name, type, dimensions, notNull, default: preset, generated, identity } = entity;
    shape.get(nameOfTable(schema, table))?.set(String(name), {
      type: `${type}${'[]'.repeat(Number(dimensions ?? 0))}`,
      notNull: notNull === true,
      filled: preset != null || generated != null || identity != null || /serial$/.test(String(type)),
    });
  }
  return shape;
}

function has(shape: Shape, name: string): boolean {
  const dot = name.lastIndexOf('.');
  return shape.has(name) || shape.get(name.slice(0, dot))?.has(name.slice(dot + 1)) === true;
}

function renameAll(shape: Shape, renames: readonly SchemaRename[]): Shape {
  const to = new Map(renames.map((rename) => [rename.from, rename.to]));
  return new Map(
    [...shape].map(([table, columns]) => [
      to.get(table) ?? table,
      new Map(
        [...columns].map(([name, column]) => {
          const target = to.get(`${table}.${name}`);
          return [target?.slice(target.lastIndexOf('.') + 1) ?? name, column];
        }),
      ),
    ]),
  );
}

function isNarrower(was: Column, is: Column): boolean {
  return (is.notNull && !was.notNull) || !fits(was.type, is.type);
}

/** Types that take every value of the former one, unchanged. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric'],
  bigint: ['numeric'],
  real: ['double precision'],
  varchar: ['text'],
  char: ['text', 'varchar'],
  uuid: ['text'],
};

function fits(was: string, is: string): boolean {
  if (was === is) return true;
  const [, name = was, size] = /^(\w+)\((\d+)\)$/.exec(was) ?? [];
  const [, other = is, room] = /^(\w+)\((\d+)\)$/.exec(is) ?? [];
  if (name === other && size !== undefined) return room === undefined || Number(room) >= Number(size);
  return WIDER[name]?.includes(other) === true && room === undefined;
}

function changedTables(before: readonly SchemaEntity[], after: readonly SchemaEntity[]): readonly string[] {
  const byText = (entities: readonly SchemaEntity[]) => new Map(entities.map((one) => [JSON.stringify(one), one]));
  const [former, now] = [byText(before), byText(after)];
  const changed = [...now, ...former].filter(([text]) => former.has(text) !== now.has(text));
  const names = changed.flatMap(([, { entityType, schema, table, name }]) => {
    const owner = entityType === 'tables' ? name : table;
    return owner === undefined ? [] : [nameOfTable(schema, owner)];
  });
  return [...new Set(names)].sort();
}
