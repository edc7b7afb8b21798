import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const secret = z.object({ for: z.string().nullable(), through: z.string().nullable(), groups: z.array(z.string()) });

export default defineRoutes((routes) => {
  routes.get('/api/secret', { access: 'signed-in', summary: 'For staff', response: secret }, ({ user }) => ({
    for: user.username,
    through: user.caller,
    groups: [...user.groups],
  }));
});
