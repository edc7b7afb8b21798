import { eq, getColumns } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Verb } from './access-rules.ts';
import { type Entity, type EntityRoute, hasRoute, visibleColumns } from './entity.ts';
import { rowSchema } from './entity-fields.ts';
import { listQuery, listRows } from './entity-list.ts';
import { applyPatch, patchSchema } from './entity-patch.ts';
import { checkIfMatch, entityTag, requireIfMatch } from './entity-tag.ts';
import { notFound } from './problem.ts';
import { ruleNote } from './route-access.ts';
import type { Access, Route, RouteContext } from './routes.ts';

type Row = Record<string, unknown>;
type Context = RouteContext<Access, z.ZodType, z.ZodType, z.ZodType>;

/** The routes of an entity, plain data like those written by hand. What they do is in the docstring of `entity`. */
export function entityRoutes(entity: Entity): readonly Route[] {
  const { table, names, ownerKey, options } = entity;
  const columns: Readonly<Record<string, PgColumn>> = getColumns(table);
  const visible = visibleColumns(entity);
  const response = rowSchema(entity);
  const input = (options.input ?? z.object({})).strict().meta({ id: `${names.one}Input` });
  const ifMatch = options.ifMatch ?? 'optional';
  const words = names.one.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  const path = `${names.path}/:id`;
  const params = z.object({ id: z.uuid() });
  const byId = (context: Context) => eq(columns.id!, (context.params as { id: string }).id);
  const toJson = (row: Row) => z.encode(response, row) as Row;

  /** The row, its tag in the header; 404 when row-level security showed none. */
  const found = (context: Context, row: Row | undefined): Row => {
    if (row === undefined) throw notFound(`There is no such ${words}, or it is not yours.`);
    context.reply.header('etag', entityTag(toJson(row)));
    return row;
  };

  const routes: Record<EntityRoute, Route> = {
    list: {
      method: 'GET',
      path: names.path,
      options: {
        access: accessOf(entity, 'read'),
        summary: `A page of ${names.path.slice('/api/'.length)}`,
        operationId: `list${names.many}`,
        query: listQuery(entity),
        response: z
          .object({ items: z.array(response), nextCursor: z.string().nullable() })
          .meta({ id: `${names.one}Page` }),
      },
      handle: ({ query, database }) => listRows(entity, query as Row, database),
    },
    create: {
      method: 'POST',
      path: names.path,
      options: {
        access: accessOf(entity, 'create'),
        summary: `A new ${words}`,
        operationId: `create${names.one}`,
        body: input,
        response,
        status: 201,
      },
      describes: { statuses: CONFLICT },
      handle: async (context) => {
        const owned = ownerKey === null ? {} : { [ownerKey]: context.user?.id ?? '' };
        const values = { ...(context.body as Row), ...owned };
        const [row] = await context.database
          .insert(table)
          .values(values as never)
          .returning(visible);
        context.reply.header('location', `${names.path}/${row?.id}`);
        return found(context, row);
      },
    },
    read: {
      method: 'GET',
      path,
      options: {
        access: accessOf(entity, 'read'),
        summary: `One ${words}`,
        operationId: `get${names.one}`,
        params,
        response,
      },
      describes: { statuses: MISSING },
      handle: async (context) => {
        const [row] = await context.database.select(visible).from(table).where(byId(context));
        return found(context, row);
      },
    },
    update: {
      method: 'PATCH',
      path,
      options: {
        access: accessOf(entity, 'update'),
        summary: `Changes some of one ${words}`,
        operationId: `update${names.one}`,
        params,
        response,
      },
      describes: {
        body: patchSchema(input, `${names.one}Patch`),
        consumes: ['application/merge-patch+json', 'application/json'],
        statuses: { ...MISSING, ...CONFLICT, ...TAGS[ifMatch] },
      },
      handle: async (context) => {
        const tag = context.request.headers['if-match'];
        requireIfMatch(tag, ifMatch);
        // Locked, so that two changes at once come one after the other and the second sees the first.
        const query = context.database.select({ row: visible, all: columns }).from(table).where(byId(context));
        const [before] = await query.for('update');
        const json = toJson(found(context, before?.row));
        checkIfMatch(tag, ifMatch, entityTag(json));
        const values = applyPatch(input, inputOf(input, { ...before?.all, ...json }), context.request.body);
        if (Object.keys(values).length === 0) return before?.row;
        const [row] = await context.database.update(table).set(values).where(byId(context)).returning(visible);
        return found(context, row);
      },
    },
    delete: {
      method: 'DELETE',
      path,
      options: {
        access: accessOf(entity, 'delete'),
        summary: `Deletes one ${words}`,
        operationId: `delete${names.one}`,
        params,
        response: null,
      },
      describes: { statuses: { ...MISSING, 409: 'Something else refers to it', ...TAGS[ifMatch] } },
      handle: async (context) => {
        const tag = context.request.headers['if-match'];
        requireIfMatch(tag, ifMatch);
        const [row] = await context.database.delete(table).where(byId(context)).returning(visible);
        const json = toJson(found(context, row));
        context.reply.removeHeader('etag');
        // What does not fit brings the row back: the transaction ends with the error.
        checkIfMatch(tag, ifMatch, entityTag(json));
      },
    },
  };
  return (Object.keys(routes) as EntityRoute[])
    .filter((route) => hasRoute(entity, route))
    .map((route) => {
      const rules = entity.rules[route === 'list' ? 'read' : route].map(ruleNote);
      return { ...routes[route], describes: { ...routes[route].describes, rules } };
    });
}

const MISSING = { 404: 'Not there, or not yours' };
const CONFLICT = { 409: 'Against a rule of the data' };
const TAGS = {
  optional: { 412: 'Changed since it was read' },
  required: { 412: 'Changed since it was read', 428: 'If-Match is missing' },
};

/**
 * What the door asks before the database does. Only a rule that holds for every row can be asked there: one group.
 * The rest is signed in, or nobody is asked at all.
 */
function accessOf({ rules }: Entity, verb: Verb): Access {
  const [first, ...more] = rules[verb];
  if (rules[verb].some(({ kind }) => kind === 'public-read' || kind === 'anyone')) return 'public';
  if (first?.kind === 'group' && more.length === 0) return { groups: [first.group] };
  return 'signed-in';
}

/** Hidden columns can be written, so a change of them begins from what is there too. */
function inputOf(input: z.ZodObject, row: Row): Row {
  return Object.fromEntries(Object.keys(input.shape).map((key) => [key, row[key] ?? null]));
}
