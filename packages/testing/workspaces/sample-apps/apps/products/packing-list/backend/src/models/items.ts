import { entity, shared } from '@scalr/app-server';
import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

export const items = pgTable('items', {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
  quantity: integer().notNull().default(1),
  broughtBy: text('brought_by'),
  packed: boolean().notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 })
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date()),
});

export default entity(items, {
  access: shared(),
  input: z.object({
    name: z.string().min(1).max(200),
    quantity: z.int().min(1, 'At least one.').max(999).default(1),
    broughtBy: z.string().min(1).max(200).nullish(),
    packed: z.boolean().default(false),
  }),
  search: ['name', 'broughtBy'],
});
