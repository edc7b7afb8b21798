import { conflict, defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const answer = z.object({ ok: z.boolean() }).meta({ id: 'Answer' });

export default defineRoutes((routes) => {
  routes.get('/api/open', { access: 'public', summary: 'For everybody', response: answer }, () => ({ ok: true }));
  routes.get('/api/boom', { access: 'public', summary: 'Breaks', response: answer }, () => {
    throw new Error('secret inner detail');
  });
  routes.get('/api/taken', { access: 'public', summary: 'Refuses', response: answer }, () => {
    throw conflict('This is taken.');
  });
  routes.get('/api/slow', { access: 'public', summary: 'Takes a while', response: answer }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { ok: true };
  });
  const forApps = { apps: ['billing'], people: { groups: ['managers'] } } as const;
  routes.get('/api/for-apps', { access: forApps, summary: 'For apps', response: answer }, () => ({ ok: true }));
  routes.get('/api/forgotten', { summary: 'No access rule', response: answer } as never, () => ({ ok: true }));
});
