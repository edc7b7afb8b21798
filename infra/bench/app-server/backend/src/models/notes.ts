import { entity, owner } from '@scalr/app-server';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

export const notes = pgTable('notes', {
  id: uuid().primaryKey().defaultRandom(),
  ownerId: text('owner_id').notNull(),
  title: text().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
});

export default entity(notes, { access: owner(), input: z.object({ title: z.string() }) });
