import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const lunch = z.object({ dish: z.string(), cookedFor: z.string() });
// Forgotten when the app goes to sleep: what has to stay belongs in its database.
let dish = 'lentil soup';

export default defineRoutes((routes) => {
  // For everybody, signed in or not.
  routes.get(
    '/api/opening-hours',
    { access: 'public', summary: 'When the kitchen is open', response: z.object({ from: z.string(), to: z.string() }) },
    () => ({ from: '11:30', to: '14:00' }),
  );

  // For whoever is signed in and may open the app; `user` is that person.
  routes.get('/api/lunch', { access: 'signed-in', summary: 'What there is today', response: lunch }, ({ user }) => ({
    dish,
    cookedFor: user.name ?? user.subject,
  }));

  // For the members of a group.
  routes.put(
    '/api/lunch',
    {
      access: { groups: ['cooks'] },
      summary: 'Says what there is today',
      body: z.object({ dish: z.string().min(1).max(80) }),
      response: null,
    },
    ({ body, log }) => {
      dish = body.dish;
      log.info('the menu changed');
    },
  );
});
