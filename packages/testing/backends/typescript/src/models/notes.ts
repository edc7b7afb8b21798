import { entity, group, owner } from '@scalr/app-server';
import { boolean, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const notes = pgTable('notes', {
  id: uuid().primaryKey().defaultRandom(),
  ownerId: text('owner_id').notNull(),
  title: text().notNull().unique(),
  isDone: boolean('is_done').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
});

// Its routes are written by hand: what they answer is what is compared.
export default entity(notes, { access: [owner(), group('managers')], routes: [] });
