import { and, asc, desc, eq, getColumns, gt, ilike, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Database } from './database.ts';
import { type Entity, visibleColumns } from './entity.ts';
import { filterSchemas, queryInteger, sortableKeys } from './entity-fields.ts';
import { HttpProblem } from './problem.ts';

const RESERVED = ['limit', 'cursor', 'sort', 'q'];

/** Where a page ended: the order it is for, the last value in it (as Postgres writes it) and the last id. */
const cursorContent = z.tuple([z.string(), z.string().nullable(), z.uuid()]);

/** Query parameters of a list. Everything else is refused, so that a misspelt filter never shows everything. */
export function listQuery(entity: Entity): z.ZodObject {
  const sortable = sortableKeys(entity);
  const filters = Object.entries(filterSchemas(entity)).filter(([key]) => !RESERVED.includes(key));
  return z.strictObject({
    limit: queryInteger(z.int().min(1).max(200).default(50)),
    cursor: z.string().max(2_000).optional(),
    sort: z.enum(sortable.flatMap((key) => [key, `-${key}`])).default(defaultSort(entity, sortable)),
    ...((entity.options.search?.length ?? 0) > 0 ? { q: z.string().max(200).optional() } : {}),
    ...Object.fromEntries(filters),
  });
}

/**
 * One page by keyset (the last value and id, not an offset), so that it stays right while rows come and go.
 * Nothing in it asks who the person is: row-level security does.
 */
export async function listRows(entity: Entity, query: Readonly<Record<string, unknown>>, database: Database) {
  const { limit, cursor, sort, q, ...filters } = query as { limit: number; cursor?: string; sort: string; q?: string };
  const columns: Readonly<Record<string, PgColumn>> = getColumns(entity.table);
  const by = columns[sort.replace(/^-/, '')]!;
  const isDown = sort.startsWith('-');
  const conditions = [
    ...Object.entries(filters).flatMap(([key, value]) => (value === undefined ? [] : [eq(columns[key]!, value)])),
    q === undefined || q === '' ? undefined : search(entity, columns, q),
    cursor === undefined ? undefined : after(readCursor(cursor, sort), by, columns.id!, isDown),
  ];
  const rows = await database
    .select({ row: visibleColumns(entity), position: sql<string | null>`${by}::text` })
    .from(entity.table)
    .where(and(...conditions))
    .orderBy(inOrder(by, isDown), isDown ? desc(columns.id!) : asc(columns.id!))
    .limit(limit + 1)
    .catch((error: Error) => {
      // A cursor of the right shape whose value Postgres cannot read (class 22: data exception).
      if (cursor !== undefined && /^22/.test(String((error.cause as { code?: unknown })?.code))) throw badCursor();
      throw error;
    });
  const items = rows.slice(0, limit).map(({ row }) => row);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const nextCursor = last === undefined ? null : writeCursor([sort, last.position, String(last.row.id)]);
  return { items, nextCursor };
}

/** Without "nulls last" where there are none, so that an ordinary index serves the order. */
function inOrder(by: PgColumn, isDown: boolean): SQL {
  const order = isDown ? desc(by) : asc(by);
  return by.notNull ? order : sql`${order} nulls last`;
}

function defaultSort(entity: Entity, sortable: readonly string[]): string {
  return entity.options.sort ?? (sortable.includes('createdAt') ? '-createdAt' : 'id');
}

function search(entity: Entity, columns: Readonly<Record<string, PgColumn>>, q: string): SQL | undefined {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  return or(...(entity.options.search ?? []).map((key) => ilike(columns[key]!, pattern)));
}

function after([, value, id]: z.output<typeof cursorContent>, by: PgColumn, idColumn: PgColumn, isDown: boolean) {
  const beyondId = isDown ? lt(idColumn, id) : gt(idColumn, id);
  if (value === null) return and(isNull(by), beyondId);
  // Bare parameters take the type of the column; a Date would lose the microseconds.
  const beyond = isDown ? sql`${by} < ${value}` : sql`${by} > ${value}`;
  return or(beyond, and(sql`${by} = ${value}`, beyondId), by.notNull ? undefined : isNull(by));
}

function writeCursor(content: z.output<typeof cursorContent>): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** A made-up cursor only says where to begin: it opens nothing that the person may not read. */
function readCursor(text: string, sort: string): z.output<typeof cursorContent> {
  try {
    const content = cursorContent.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (content[0] === sort) return content;
  } catch {
    // Said below.
  }
  throw badCursor();
}

function badCursor(): HttpProblem {
  return new HttpProblem(422, 'VALIDATION_FAILED', 'The query of the request is not as it should be.', {
    errors: [{ in: 'query', pointer: '#/cursor', detail: 'It is no nextCursor of this list in this order.' }],
  });
}
