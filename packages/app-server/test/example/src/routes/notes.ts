import { defineRoutes, isoDateTime, notFound } from '@scalr/app-server';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { notes } from '../models/notes.ts';

const note = z.object({ id: z.uuid(), title: z.string(), createdAt: isoDateTime }).meta({ id: 'Note' });
const newNote = z.strictObject({ title: z.string().min(1).max(20), 'a/b~c': z.int().optional() });

export default defineRoutes((routes) => {
  routes.get(
    '/api/notes/:id',
    { access: 'signed-in', summary: 'One note', params: z.object({ id: z.uuid() }), response: note },
    async ({ params, user, database }) => {
      const mine = and(eq(notes.id, params.id), eq(notes.ownerId, user.id));
      const [found] = await database.select().from(notes).where(mine);
      if (found === undefined) throw notFound('No such note.');
      return found;
    },
  );
  routes.post(
    '/api/notes',
    { access: 'signed-in', summary: 'A new note', body: newNote, response: note, status: 201 },
    async ({ body, user, database }) => {
      const [made] = await database.insert(notes).values({ title: body.title, ownerId: user.id }).returning();
      return made!;
    },
  );
  routes.delete(
    '/api/notes',
    { access: { groups: ['managers'] }, summary: 'Forgets everything', response: null },
    async ({ database }) => {
      await database.delete(notes);
    },
  );
});
