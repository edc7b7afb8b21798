import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';
import { notes } from '../models/notes.ts';

const list = z.object({ items: z.array(z.object({ id: z.int(), text: z.string() })), pid: z.int() });

export default defineRoutes((routes) => {
  routes.get('/api/notes', { access: 'public', summary: 'All notes', response: list }, async ({ database }) => ({
    items: await database.select().from(notes).orderBy(notes.id),
    pid: process.pid,
  }));

  routes.post(
    '/api/notes',
    {
      access: 'public',
      summary: 'One more note',
      body: z.object({ text: z.string() }),
      response: z.object({ id: z.int() }),
    },
    async ({ body, database }) => {
      const [made] = await database.insert(notes).values(body).returning({ id: notes.id });
      return { id: made?.id ?? 0 };
    },
  );
});
