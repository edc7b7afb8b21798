import { entity, owner } from '@scalr/app-server';
import { pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/** One row for each sign-in session in which a person came by. */
export const visits = pgTable(
  'visits',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** `<issuer>#<subject>` */
    personId: text('person_id').notNull(),
    sessionId: text('session_id').notNull(),
    visitedAt: timestamp('visited_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  (table) => [unique('visits_person_session').on(table.personId, table.sessionId)],
);

export default entity(visits, { access: owner('personId'), routes: [] });
