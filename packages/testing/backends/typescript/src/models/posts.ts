import { entity, group, owner, publicRead, shared } from '@scalr/app-server';
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { z } from 'zod';

const input = z.object({ text: z.string().min(1) });

/** Read by all, changed by whoever wrote it; managers may remove it. */
export const posts = pgTable('posts', {
  id: uuid().primaryKey().defaultRandom(),
  ownerId: text('owner_id').notNull(),
  text: text().notNull(),
});
export const postEntity = entity(posts, {
  access: { read: shared(), write: owner(), delete: [owner(), group('managers')] },
  input,
});

export const announcements = pgTable('announcements', {
  id: uuid().primaryKey().defaultRandom(),
  text: text().notNull(),
});
export const announcementEntity = entity(announcements, {
  access: { read: publicRead(), write: group('managers') },
  input,
});

export const salaries = pgTable('salaries', { id: uuid().primaryKey().defaultRandom(), text: text().notNull() });
export default entity(salaries, { access: group('managers'), input, name: 'Salary' });
