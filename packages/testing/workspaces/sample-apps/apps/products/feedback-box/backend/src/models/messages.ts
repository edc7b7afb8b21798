import { entity, group, owner } from '@scalr/app-server';
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

export const messages = pgTable(
  'messages',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Whoever wrote it; the server sets it. */
    ownerId: text('owner_id').notNull(),
    topic: text({ enum: ['idea', 'problem', 'praise'] })
      .notNull()
      .default('idea'),
    text: text().notNull().default(''),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [index('messages_by_owner').on(table.ownerId, table.createdAt)],
);

/** Everybody writes, and sees what they wrote; the managers read all of it. What was said is not changed afterwards. */
export default entity(messages, {
  access: {
    read: [owner(), group('managers')],
    create: owner(),
    delete: [owner(), group('managers')],
  },
  input: z.object({
    topic: z.enum(['idea', 'problem', 'praise']).default('idea'),
    text: z.string().min(1, 'Write something.').max(5_000, 'At most 5,000 characters.'),
  }),
});
