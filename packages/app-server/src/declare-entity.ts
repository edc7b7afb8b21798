import type { PgTable } from 'drizzle-orm/pg-core';
import { verbRules } from './access-rules.ts';
import type { Entity, EntityOptions } from './entity.ts';
import { entityFaults } from './entity-faults.ts';
import { entityNames, tableName } from './entity-names.ts';
import { appErrors } from './errors.ts';

/**
 * Gives a Drizzle table its access rules, and the five routes of a collection.
 *
 * Over HTTP, for a table `notes` (both backends answer alike):
 * - `GET /api/notes?limit=50&cursor=…&sort=-createdAt&q=…&<field>=…` → 200 `{items, nextCursor}`; `limit` 1 to 200;
 *   `nextCursor` null at the end; unknown parameters 422
 * - `POST /api/notes` → 201 with `Location` and `ETag`
 * - `GET /api/notes/:id` → 200 with `ETag`
 * - `PATCH /api/notes/:id` → 200: RFC 7396 merge patch, as `application/merge-patch+json` or `application/json`;
 *   defaults are not applied again; null only where null is allowed
 * - `DELETE /api/notes/:id` → 204
 *
 * A row that the person may not read, change or delete is 404, like one that does not exist. `If-Match` that does not
 * fit is 412, a missing one 428 where it is required. A broken rule of the database is 409 or 422 with a JSON pointer.
 *
 * @example
 * export const notes = pgTable('notes', {
 *   id: uuid().primaryKey().defaultRandom(),
 *   ownerId: text('owner_id').notNull(),
 *   title: text().notNull(),
 * });
 * export default entity(notes, { access: owner(), input: z.object({ title: z.string().min(1).max(200) }) });
 * @throws ScalrError `ENTITY_INVALID` with everything that does not fit
 */
export function entity<T extends PgTable>(table: T, options: EntityOptions<T>): Entity {
  const rules = verbRules(options.access);
  const name = tableName(table);
  if (rules === null) throw appErrors.error('entityWithoutAccess', { table: name });
  const owned = Object.values(rules)
    .flat()
    .find((rule) => rule.kind === 'owner');
  const made: Entity = {
    kind: 'scalr-entity',
    table,
    names: entityNames(name, options.name),
    rules,
    ownerKey: owned?.column ?? null,
    options: options,
  };
  const faults = entityFaults(made);
  if (faults.length > 0) throw appErrors.error('entityInvalid', { table: name, reason: faults.join('; ') });
  return Object.freeze(made);
}
