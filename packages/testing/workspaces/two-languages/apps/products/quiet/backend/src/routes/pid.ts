import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

export default defineRoutes((routes) => {
  routes.get(
    '/api/pid',
    { access: 'public', summary: 'Which process this is', response: z.object({ pid: z.int() }) },
    () => ({
      pid: process.pid,
    }),
  );
});
