import type { PgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { type Entity, visibleColumns } from './entity.ts';
import { isoDateTime } from './iso-date-time.ts';

/** How one type of column is said in JSON. */
interface FieldKind {
  readonly json: (column: PgColumn) => z.ZodType;
  /** How `?field=` says it; missing: no filter. */
  readonly filter?: (column: PgColumn) => z.ZodType;
  readonly isSortable?: boolean;
}

/** A whole number in a query; what is empty or written otherwise is none. */
export const queryInteger = (rule: z.ZodType<number>) =>
  z.preprocess((word) => (typeof word === 'string' && /^-?[0-9]{1,16}$/.test(word) ? Number(word) : word), rule);

const integer: FieldKind = {
  json: () => z.int(),
  filter: () => queryInteger(z.int()),
  isSortable: true,
};
const decimal: FieldKind = { json: () => z.number(), isSortable: true };
const text: FieldKind = {
  json: ({ enumValues }) => (enumValues === undefined ? z.string() : z.enum(enumValues as [string, ...string[]])),
  filter: ({ enumValues }) => (enumValues === undefined ? z.string() : z.enum(enumValues as [string, ...string[]])),
  isSortable: true,
};
const uuid: FieldKind = { json: () => z.uuid(), filter: () => z.uuid(), isSortable: true };
const json: FieldKind = { json: () => z.unknown() };

/** By Drizzle's `columnType`. What is not in here cannot be told without losing something. */
const KINDS: Readonly<Record<string, FieldKind>> = {
  PgUUID: uuid,
  PgText: text,
  PgVarchar: text,
  PgChar: text,
  PgEnumColumn: text,
  PgInteger: integer,
  PgSmallInt: integer,
  PgBigInt53: integer,
  PgSerial: integer,
  PgSmallSerial: integer,
  PgBigSerial53: integer,
  PgReal: decimal,
  PgDoublePrecision: decimal,
  PgNumericNumber: decimal,
  PgNumeric: { json: () => z.string(), isSortable: true },
  PgBoolean: {
    json: () => z.boolean(),
    filter: () => z.enum(['true', 'false']).transform((word) => word === 'true'),
    isSortable: true,
  },
  PgTimestamp: { json: () => isoDateTime, isSortable: true },
  PgDateString: { json: () => z.iso.date(), filter: () => z.iso.date(), isSortable: true },
  PgTime: { json: () => z.string(), isSortable: true },
  PgJsonb: json,
  PgJson: json,
};

/** Why a column cannot be in an answer; null: it can. */
export function fieldFault(key: string, column: PgColumn): string | null {
  if (column.columnType === 'PgTimestamp' && !(column as PgColumn & { withTimezone?: boolean }).withTimezone) {
    return `${key} is a time without a zone: write timestamp({ withTimezone: true })`;
  }
  if (column.columnType in KINDS) return null;
  const mode = WRITE_INSTEAD[column.columnType];
  return mode === undefined
    ? `${key} has a type that JSON cannot tell (${column.getSQLType()}): put it into hidden`
    : `${key} has a type that JSON cannot tell: write ${mode}`;
}

const WRITE_INSTEAD: Readonly<Record<string, string>> = {
  PgBigInt64: "bigint({ mode: 'number' })",
  PgBigSerial64: "bigserial({ mode: 'number' })",
  PgTimestampString: 'timestamp({ withTimezone: true })',
  PgDate: "date({ mode: 'string' })",
};

/** One row as it is answered. */
export function rowSchema(entity: Entity): z.ZodObject {
  const fields = Object.entries(visibleColumns(entity)).map(([key, column]) => {
    const kind = KINDS[column.columnType]!;
    let schema = kind.json(column);
    for (let left = column.dimensions ?? 0; left > 0; left--) schema = z.array(schema);
    return [key, column.notNull ? schema : schema.nullable()];
  });
  return z.object(Object.fromEntries(fields)).meta({ id: entity.names.one });
}

/** `?field=` for whatever can be compared. */
export function filterSchemas(entity: Entity): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(visibleColumns(entity)).flatMap(([key, column]) => {
      const filter = column.dimensions ? undefined : KINDS[column.columnType]?.filter;
      return filter === undefined ? [] : [[key, filter(column).optional()]];
    }),
  );
}

export function sortableKeys(entity: Entity): readonly string[] {
  return Object.entries(visibleColumns(entity)).flatMap(([key, column]) =>
    KINDS[column.columnType]?.isSortable && !column.dimensions ? [key] : [],
  );
}
