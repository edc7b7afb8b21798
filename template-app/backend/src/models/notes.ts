import { entity, owner } from '@scalr/app-server';
import { boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

/** A kind of record: table, routes and rules. After a change: ./scalr migrate <app> */
export const notes = pgTable(
  'notes',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** `<issuer>#<subject>`; the server writes it. */
    ownerId: text('owner_id').notNull(),
    title: text().notNull(),
    body: text().notNull().default(''),
    pinned: boolean().notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [index('notes_by_owner').on(table.ownerId, table.createdAt)],
);

export default entity(notes, {
  access: owner(),
  input: z.object({
    title: z.string().min(1, 'Give it a title.').max(200, 'At most 200 characters.'),
    body: z.string().max(10_000).default(''),
    pinned: z.boolean().default(false),
  }),
  search: ['title', 'body'],
});
