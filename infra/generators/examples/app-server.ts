import {
  anyone,
  bootApp,
  conflict,
  defineRoutes,
  describeApp,
  type EntityAccess,
  group,
  HttpProblem,
  isoDateTime,
  notFound,
  owner,
  publicRead,
  shared,
} from '@scalr/app-server';
import { z } from 'zod';

// Example: owner, shared, group, publicRead, anyone
export const mine: EntityAccess = owner();
export const everybodys: EntityAccess = shared();
export const newsOfEditors: EntityAccess = { read: publicRead(), write: group('editors') };
export const ownOrManaged: EntityAccess = { read: shared(), create: shared(), update: [owner(), group('managers')] };
export const guestBook: EntityAccess = anyone();

// Example: notFound, conflict, HttpProblem
const room = z.object({ name: z.string(), freeFrom: isoDateTime });
const rooms = new Map([['blue', { name: 'Blue room', freeFrom: new Date('2026-11-24T09:00:00Z') }]]);

export const roomRoutes = defineRoutes((routes) => {
  routes.post(
    '/api/rooms/:name/booking',
    { access: 'signed-in', summary: 'Books a room', params: z.object({ name: z.string() }), response: room },
    ({ params, user }) => {
      const found = rooms.get(params.name);
      if (found === undefined) throw notFound('No such room.');
      if (found.freeFrom > new Date()) throw conflict('This room is taken at that time.');
      if (user.groups.length === 0) {
        throw new HttpProblem(403, 'ROOMS_FOR_TEAMS', 'Only people of a team may book.', { fix: 'ask for a group' });
      }
      return found;
    },
  );
});

// Example: isoDateTime
export const asText = isoDateTime.encode(new Date('2026-11-24T10:00:00+01:00')); // '2026-11-24T09:00:00.000Z'

// Example: bootApp
export async function asksHealth(): Promise<number> {
  const app = await bootApp({
    src: `${import.meta.dirname}/../src`,
    auth: false,
    env: { APP_SLUG: 'hello', PORT: '0', PUBLIC_URL: 'http://hello.localhost' },
  });
  const { status } = await fetch(`${app.address}/api/health`);
  await app.stop();
  return status;
}

// Example: describeApp
export const document = (src: string) =>
  describeApp({ src, slug: 'hello', healthPath: '/api/health', auth: true, env: {} });
