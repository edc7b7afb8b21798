import { defineRoutes, isoDateTime, notFound } from '@scalr/app-server';
import { and, desc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { z } from 'zod';
import { notes } from '../models/notes.ts';

const small = z.object({ message: z.string(), items: z.array(z.int()) });
const note = z.object({ id: z.uuid(), ownerId: z.string(), title: z.string(), createdAt: isoDateTime });
const answer = { message: 'hello', items: [1, 2, 3] };

/** The peers: the same answer without a person, and the same queries as administrator, whom no policy binds. */
export default defineRoutes((routes, app) => {
  const { UNBOUND_URL } = app.settings(z.object({ UNBOUND_URL: z.string().describe('a libpq URI of a superuser') }));
  const unbound = drizzle({ client: new pg.Pool({ connectionString: UNBOUND_URL, max: 5 }) });

  routes.get('/api/open', { access: 'public', summary: 'For everybody', response: small }, () => answer);
  routes.get('/api/closed', { access: 'signed-in', summary: 'For people', response: small }, () => answer);
  routes.get(
    '/api/unbound-notes',
    { access: 'signed-in', summary: 'A list', response: z.object({ items: z.array(note) }) },
    async ({ user }) => {
      const mine = unbound.select().from(notes).where(eq(notes.ownerId, user.id));
      return { items: await mine.orderBy(desc(notes.createdAt), desc(notes.id)).limit(51) };
    },
  );
  routes.get(
    '/api/unbound-notes/:id',
    { access: 'signed-in', summary: 'One', params: z.object({ id: z.uuid() }), response: note },
    async ({ user, params }) => {
      const mine = and(eq(notes.id, params.id), eq(notes.ownerId, user.id));
      const [found] = await unbound.select().from(notes).where(mine);
      if (found === undefined) throw notFound();
      return found;
    },
  );
});
