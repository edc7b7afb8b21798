import { defineRoutes, type RouteContext } from '@scalr/app-server';
import { z } from 'zod';

const who = z.object({
  kind: z.string(),
  caller: z.string().nullable(),
  subject: z.string(),
  username: z.string().nullable(),
  requestId: z.string(),
  traceparent: z.string().nullable(),
});

type Context = RouteContext<'signed-in', undefined, undefined, undefined>;

const tell = ({ user, request }: Pick<Context, 'user' | 'request'>) => ({
  kind: user.kind,
  caller: user.caller,
  subject: user.subject,
  username: user.username,
  requestId: request.id,
  traceparent: request.headers.traceparent?.toString() ?? null,
});

export default defineRoutes((routes) => {
  routes.get('/api/people', { access: 'signed-in', summary: 'For people', response: who }, tell);
  routes.get('/api/desk', { access: { apps: ['desk'] }, summary: 'For desk itself', response: who }, tell);
  routes.get('/api/others', { access: { apps: ['vault'] }, summary: 'For vault itself', response: who }, tell);
  routes.get(
    '/api/both',
    { access: { apps: ['desk'], people: 'signed-in' }, summary: 'For desk itself and for people', response: who },
    tell,
  );
  routes.get(
    '/api/vault',
    { access: 'signed-in', summary: 'Asks vault for the same person', response: z.unknown() },
    async ({ callApp }) => (await callApp('vault', '/api/secret', { as: 'user' })).json(),
  );
});
