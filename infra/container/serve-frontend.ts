/** `node infra/container/serve-frontend.ts <folder of the app>`: its sources on port 8080, as they are edited. */
import type { ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { type Connect, createServer, mergeConfig } from 'vite';
import { EVERY_PAGE, frontendConfig } from '../../packages/engine-native/src/frontends/vite-config.ts';
import { awayAnswer } from './away-answer.ts';
import { pageFacts } from './page-facts.ts';

const folder = resolve(process.argv[2] ?? '');
const { slug, config, contentSecurityPolicy, defaults } = await pageFacts(folder, 'edit');
const { OIDC_ISSUER = '', OIDC_PROVIDER = 'generic', PORTAL_URL = '', PUBLIC_URL = '' } = process.env;
const told = JSON.stringify({
  ...config,
  ...{ issuer: OIDC_ISSUER, provider: OIDC_PROVIDER, portalUrl: PORTAL_URL },
  clientId: process.env.OIDC_CLIENT_ID || defaults.OIDC_CLIENT_ID,
  audience: process.env.OIDC_AUDIENCE || defaults.OIDC_AUDIENCE,
});
const securityPolicy = contentSecurityPolicy
  .replace('@OIDC_ORIGIN@', new URL(OIDC_ISSUER).origin)
  .replace('@PAGE_SOCKET@', PUBLIC_URL.replace(/^http/, 'ws'));

const place = { slug, root: join(folder, 'frontend'), stateFolder: '/tmp/scalr' };
const server = await createServer(
  mergeConfig(frontendConfig(place), {
    mode: 'development',
    server: {
      ...{ host: '0.0.0.0', port: 8080, strictPort: true, allowedHosts: [new URL(PUBLIC_URL).hostname] },
      headers: { 'content-security-policy': securityPolicy, 'x-content-type-options': 'nosniff' },
    },
    optimizeDeps: { include: [...EVERY_PAGE], exclude: ['@scalr/auth-client', '@scalr/ui', '@scalr/api-types'] },
  }),
);
const answer = (route: string, handle: (path: string, response: ServerResponse) => void) => {
  const next: Connect.NextHandleFunction = (request, response) => handle(request.originalUrl ?? '', response);
  server.middlewares.stack.unshift({ route, handle: next });
};
answer('/app-config.json', (_, response) =>
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(told),
);
for (const route of ['/api', '/away']) answer(route, awayAnswer);
await server.listen();
