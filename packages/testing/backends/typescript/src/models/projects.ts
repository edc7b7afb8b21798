import { entity, owner } from '@scalr/app-server';
import { sql } from 'drizzle-orm';
import { boolean, check, date, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

export const projects = pgTable(
  'projects',
  {
    id: uuid().primaryKey().defaultRandom(),
    ownerId: text('owner_id').notNull(),
    title: text().notNull(),
    note: text(),
    budgetCents: integer('budget_cents').notNull().default(0),
    isOpen: boolean('is_open').notNull().default(true),
    color: text().notNull(),
    dueOn: date('due_on'),
    details: jsonb().$type<Record<string, unknown>>(),
    secret: text().notNull().default('never told'),
    // Six digits: what JavaScript knows of it is less than what Postgres does.
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique('projects_title').on(table.ownerId, table.title),
    check('projects_budget', sql`${table.budgetCents} <= 1000000`),
  ],
);

export default entity(projects, {
  access: owner(),
  input: z.object({
    title: z.string().min(1).max(40),
    note: z.string().max(200).nullable().optional(),
    budgetCents: z.int().min(0).optional(),
    isOpen: z.boolean().default(true),
    color: z.enum(['red', 'blue']).default('red'),
    dueOn: z.iso.date().nullish(),
    details: z.record(z.string(), z.unknown()).nullish(),
  }),
  search: ['title', 'note'],
  hidden: ['secret'],
});
