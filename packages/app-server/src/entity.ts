import { getColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import type { EntityAccess, VerbRules } from './access-rules.ts';
import type { EntityNames } from './entity-names.ts';

/** The five routes of a collection. */
export type EntityRoute = 'list' | 'create' | 'read' | 'update' | 'delete';

type Key<T extends PgTable> = keyof T['_']['columns'] & string;

/** Who may do what with a table, and what its routes take and give. Columns are named by their keys in the table. */
export interface EntityOptions<T extends PgTable = PgTable> {
  /** Who may do what; compiled to row-level security, so it holds for every query of the app. */
  readonly access: EntityAccess;
  /** What a person may write, by the names of the table. What is not in it cannot be written over HTTP. */
  readonly input?: z.ZodObject;
  /** Text columns that `?q=` looks into. */
  readonly search?: readonly Key<T>[];
  /** Order of a list without `?sort=`; default `-createdAt` where there is one, otherwise `id`. */
  readonly sort?: Key<T> | `-${Key<T>}`;
  /** Columns that never leave the server. */
  readonly hidden?: readonly Key<T>[];
  /** Which routes are made; default all that `access` leaves somebody to use. */
  readonly routes?: readonly EntityRoute[];
  /** `required`: a change without If-Match is answered 428. Default `optional`. */
  readonly ifMatch?: 'optional' | 'required';
  /** Allowed changes of a column: `{ status: { '': ['draft'], draft: ['sent'] } }`; `''` is a new row. */
  readonly transitions?: { readonly [K in Key<T>]?: Readonly<Record<string, readonly string[]>> };
  /** No two rows with the same `key` may overlap in `[from, to)`. */
  readonly noOverlap?: { readonly key: readonly Key<T>[]; readonly from: Key<T>; readonly to: Key<T> };
  /** Name of one in the API reference, e.g. `Person`; default made of the table's name. */
  readonly name?: string;
}

/** A table with its rules: what a file in `models/` exports. Plain data, checked. */
export interface Entity {
  readonly kind: 'scalr-entity';
  readonly table: PgTable;
  readonly names: EntityNames;
  readonly rules: VerbRules;
  /** Key of the column with the owner's id; null: rows have no owner. */
  readonly ownerKey: string | null;
  readonly options: EntityOptions;
}

/** Routes that are asked for and that somebody may use. */
export function hasRoute({ options, rules }: Entity, route: EntityRoute): boolean {
  const verb = route === 'list' ? 'read' : route;
  return rules[verb].length > 0 && (options.routes?.includes(route) ?? true);
}

export function isEntity(value: unknown): value is Entity {
  return (value as { kind?: unknown } | null | undefined)?.kind === 'scalr-entity';
}

/** Columns by their key, which is their name in JSON; without what is hidden. */
export function visibleColumns({ table, options }: Entity) {
  const hidden: readonly string[] = options.hidden ?? [];
  return Object.fromEntries(Object.entries(getColumns(table)).filter(([key]) => !hidden.includes(key)));
}
