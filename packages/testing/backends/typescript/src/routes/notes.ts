import { defineRoutes, isoDateTime, notFound } from '@scalr/app-server';
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { notes } from '../models/notes.ts';

const note = z
  .object({ id: z.uuid(), title: z.string(), isDone: z.boolean(), createdAt: isoDateTime })
  .meta({ id: 'Note' });
const noteList = z.object({ items: z.array(note), nextCursor: z.string().nullable() }).meta({ id: 'NoteList' });
const newNote = z
  .strictObject({
    title: z.string().min(1).max(20),
    isDone: z.boolean().default(false),
    'a/b~c': z.int().optional(),
    place: z
      .strictObject({ city: z.string().min(1) })
      .meta({ id: 'Place' })
      .optional(),
  })
  .meta({ id: 'NewNote' });
// Not `.partial()` of the above: that would bring the defaults back with every patch.
const notePatch = z
  .strictObject({ title: z.string().min(1).max(20).optional(), isDone: z.boolean().optional() })
  .meta({ id: 'NotePatch' });
const byId = z.object({ id: z.uuid() });

export default defineRoutes((routes) => {
  routes.get(
    '/api/notes',
    {
      access: 'signed-in',
      summary: 'My notes',
      query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
      response: noteList,
    },
    async ({ query, user, database }) => {
      const mine = database.select().from(notes).where(eq(notes.ownerId, user.id));
      return { items: await mine.orderBy(asc(notes.title)).limit(query.limit), nextCursor: null };
    },
  );
  routes.get(
    '/api/notes/:id',
    { access: 'signed-in', summary: 'One note', params: byId, response: note },
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
    async ({ body: { title, isDone }, user, database, reply }) => {
      const [made] = await database.insert(notes).values({ title, isDone, ownerId: user.id }).returning();
      reply.header('location', `/api/notes/${made!.id}`);
      return made!;
    },
  );
  routes.patch(
    '/api/notes/:id',
    { access: 'signed-in', summary: 'Changes a note', params: byId, body: notePatch, response: note },
    async ({ params, body, user, database }) => {
      const mine = and(eq(notes.id, params.id), eq(notes.ownerId, user.id));
      const changes = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const rows =
        Object.keys(changes).length === 0
          ? await database.select().from(notes).where(mine)
          : await database.update(notes).set(changes).where(mine).returning();
      if (rows[0] === undefined) throw notFound('No such note.');
      return rows[0];
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
