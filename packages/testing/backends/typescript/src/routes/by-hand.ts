import { defineRoutes, notFound } from '@scalr/app-server';
import { count, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { announcements, posts } from '../models/posts.ts';
import { projects } from '../models/projects.ts';

const titles = z.object({ titles: z.array(z.string()), count: z.int() }).meta({ id: 'Titles' });
const done = z.object({ rows: z.int() }).meta({ id: 'Done' });
const whoever = z.strictObject({ ownerId: z.string() }).meta({ id: 'Whoever' });
const statement = z.strictObject({ text: z.string() }).meta({ id: 'Statement' });
const byId = z.object({ id: z.uuid() });
const guard = z.strictObject({ isGuarded: z.boolean() }).meta({ id: 'Guard' });

/** Every one of them forgets to ask who the person is. */
export default defineRoutes((routes) => {
  routes.get('/api/hand/titles', { access: 'signed-in', summary: 'Titles', response: titles }, async ({ database }) => {
    const [rows, [total]] = await Promise.all([
      database.select({ title: projects.title }).from(projects).orderBy(projects.title),
      database.select({ count: count() }).from(projects),
    ]);
    return { titles: rows.map(({ title }) => title), count: total?.count ?? 0 };
  });
  routes.get(
    '/api/hand/public-titles',
    { access: 'public', summary: 'Titles', response: titles },
    async ({ database }) => {
      const rows = await database.select({ title: projects.title }).from(projects);
      return { titles: rows.map(({ title }) => title), count: rows.length };
    },
  );
  routes.delete(
    '/api/hand/projects',
    { access: 'signed-in', summary: 'Removes', response: done, status: 200 },
    async (c) => {
      const { rowCount } = await c.database.delete(projects);
      return { rows: rowCount ?? 0 };
    },
  );
  routes.post(
    '/api/hand/projects',
    { access: 'signed-in', summary: 'For whomever', body: whoever, response: done },
    async ({ body, database }) => {
      const { rowCount } = await database.insert(projects).values({ ...body, title: 'By hand', color: 'red' });
      return { rows: rowCount ?? 0 };
    },
  );
  routes.post(
    '/api/hand/sql',
    { access: 'signed-in', summary: 'Whatever', body: statement, response: done },
    async ({ body, database }) => {
      const result = await database.execute(sql.raw(body.text));
      return { rows: (result as { rowCount: number | null }).rowCount ?? 0 };
    },
  );
  routes.post(
    '/api/hand/thrown',
    { access: 'signed-in', summary: 'Writes and fails', response: done },
    async ({ database, user }) => {
      await database.insert(projects).values({ ownerId: user.id, title: 'Half', color: 'red' });
      throw new Error('after the write');
    },
  );
  routes.post(
    '/api/hand/caught',
    { access: 'signed-in', summary: 'Fails inside', body: guard, response: done },
    async ({ body, database, user }) => {
      const twice = { ownerId: user.id, title: 'Twice', color: 'red' };
      await database.insert(projects).values(twice);
      const again = body.isGuarded
        ? database.transaction((inner) => inner.insert(projects).values(twice))
        : database.insert(projects).values(twice);
      await again.catch(() => {});
      return { rows: 1 };
    },
  );
  routes.patch(
    '/api/hand/posts/:id',
    { access: 'signed-in', summary: 'Changes whatever can be read', params: byId, response: done },
    async ({ params, database }) => {
      const { rowCount } = await database
        .update(posts)
        .set({ text: sql`upper(${posts.text})` })
        .where(eq(posts.id, params.id));
      if (!rowCount) throw notFound();
      return { rows: rowCount };
    },
  );
  routes.delete(
    '/api/hand/posts/:id',
    { access: 'signed-in', summary: 'Removes whatever can be read', params: byId, response: done, status: 200 },
    async ({ params, database }) => {
      const { rowCount } = await database.delete(posts).where(eq(posts.id, params.id));
      if (!rowCount) throw notFound();
      return { rows: rowCount };
    },
  );
  // In the place of a generated one.
  routes.get(
    '/api/announcements/:name',
    { access: 'public', summary: 'By hand', params: z.object({ name: z.string() }), response: done },
    async ({ database }) => ({ rows: await database.$count(announcements) }),
  );
});
