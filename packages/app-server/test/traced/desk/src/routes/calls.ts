import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

export default defineRoutes((routes) => {
  routes.get(
    '/api/desk',
    { access: 'public', summary: 'What billing answers', response: z.unknown() },
    async ({ callApp }) => (await callApp('billing', '/api/billing', { as: 'self' })).json(),
  );
});
