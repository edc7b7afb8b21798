/** `node infra/container/serve-frontend.ts <folder of the app>`: its sources on port 8080, as they are edited. */
import { join, resolve } from 'node:path';
import { createServer, mergeConfig } from 'vite';
import { frontendConfig } from '../../packages/engine-native/src/frontends/vite-config.ts';
import { pageFacts } from './page-facts.ts';

const { OIDC_ISSUER = '', OIDC_PROVIDER = 'generic', PORTAL_URL = '', PUBLIC_URL = '' } = process.env;
const folder = resolve(process.argv[2] ?? '');
const { slug, config } = await pageFacts(folder);
const told = JSON.stringify({ ...config, issuer: OIDC_ISSUER, provider: OIDC_PROVIDER, portalUrl: PORTAL_URL });
const place = { slug, root: join(folder, 'frontend'), stateFolder: '/tmp/scalr' };
const server = await createServer(
  mergeConfig(frontendConfig(place), {
    server: { host: '0.0.0.0', port: 8080, strictPort: true, allowedHosts: [new URL(PUBLIC_URL).hostname] },
  }),
);
server.middlewares.stack.unshift({
  route: '/app-config.json',
  handle: (_request: unknown, answer: import('node:http').ServerResponse) =>
    answer.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(told),
});
await server.listen();
