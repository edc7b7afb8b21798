import { defineRoutes } from '@scalr/app-server';
import { greet, greeting } from '../greeting.ts';
import { visits } from '../models/visits.ts';

export default defineRoutes((routes) => {
  routes.get(
    '/api/greeting',
    { access: 'signed-in', summary: 'A greeting for whoever asks', response: greeting },
    ({ user, database }) => greet(database, user),
  );

  // Counts a session once, however often the page is loaded.
  routes.post(
    '/api/visits',
    { access: 'signed-in', summary: 'Notes the visit and greets', response: greeting },
    async ({ user, database }) => {
      const sessionId = user.sessionId ?? new Date().toISOString().slice(0, 10);
      await database.insert(visits).values({ personId: user.id, sessionId }).onConflictDoNothing();
      return greet(database, user);
    },
  );
});
