import { type CallFromRoute, defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const query = z.object({ app: z.string(), path: z.string() });
const response = z.object({ status: z.int(), body: z.unknown() });

async function pass(callApp: CallFromRoute, { app, path }: z.output<typeof query>, as: 'user' | 'self') {
  const answer = await callApp(app, path, { as });
  return { status: answer.status, body: answer.json() };
}

export default defineRoutes((routes) => {
  routes.get(
    '/api/as-user',
    { access: 'signed-in', summary: 'Calls for the person', query, response },
    ({ callApp, query }) => pass(callApp, query, 'user'),
  );
  routes.get(
    '/api/as-self',
    { access: 'signed-in', summary: 'Calls for this app', query, response },
    ({ callApp, query }) => pass(callApp, query, 'self'),
  );
});
