import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

const answer = z.object({ ok: z.boolean() });

export default defineRoutes((routes) => {
  routes.get('/api/open', { access: 'public', summary: 'For everybody', response: answer }, () => ({ ok: true }));
  routes.get('/api/boom', { access: 'public', summary: 'Breaks', response: answer }, () => {
    throw new Error('secret inner detail');
  });
  routes.get('/api/wrong', { access: 'public', summary: 'Answers nonsense', response: answer }, () => ({
    ok: 'x' as never,
  }));
  routes.get('/api/slow', { access: 'public', summary: 'Takes a while', response: answer }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { ok: true };
  });
  routes.get('/api/forgotten', { summary: 'No access rule', response: answer } as never, () => ({ ok: true }));
});
