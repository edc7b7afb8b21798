import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

export default defineRoutes((routes) => {
  routes.get(
    '/api/tries',
    { access: 'signed-in', summary: 'Calls what its manifest does not list', response: z.unknown() },
    async ({ callApp }) => (await callApp('billing', '/api/people', { as: 'user' })).json(),
  );
});
