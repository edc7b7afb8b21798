import { anyone, entity } from '@scalr/app-server';
import { pgTable, serial, text } from 'drizzle-orm/pg-core';

export const notes = pgTable('notes', { id: serial().primaryKey(), text: text().notNull() });

export default entity(notes, { access: anyone(), routes: [] });
