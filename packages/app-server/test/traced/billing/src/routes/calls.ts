import { defineRoutes } from '@scalr/app-server';
import { z } from 'zod';

export default defineRoutes((routes) => {
  routes.get(
    '/api/billing',
    { access: { apps: ['desk'] }, summary: 'How the trace came here', response: z.unknown() },
    ({ request: { headers } }) => ({
      traceparent: headers.traceparent ?? null,
      tracestate: headers.tracestate ?? null,
    }),
  );
  routes.patch(
    '/api/billing',
    { access: 'public', summary: 'A change', body: z.object({ sum: z.int() }), response: z.object({ sum: z.int() }) },
    ({ body }) => body,
  );
});
