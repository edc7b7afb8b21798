import { entity, owner } from '@scalr/app-server';
import { type AnyPgColumn, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { projects } from './projects.ts';

export const tasks = pgTable('tasks', {
  id: uuid().primaryKey().defaultRandom(),
  personId: text('person_id').notNull(),
  projectId: uuid('project_id')
    .notNull()
    .references(() => projects.id),
  parentId: uuid('parent_id').references((): AnyPgColumn => tasks.id),
  title: text().notNull(),
  status: text({ enum: ['draft', 'sent', 'done'] })
    .notNull()
    .default('draft'),
  changedAt: timestamp('changed_at', { withTimezone: true, precision: 3 })
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date()),
});

export default entity(tasks, {
  access: owner('personId'),
  input: z.object({
    title: z.string().min(1),
    projectId: z.uuid(),
    parentId: z.uuid().nullish(),
    status: z.enum(['draft', 'sent', 'done']).optional(),
  }),
  transitions: { status: { '': ['draft'], draft: ['sent'], sent: ['done', 'draft'] } },
  ifMatch: 'required',
  sort: 'title',
});
