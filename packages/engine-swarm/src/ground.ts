import type { Ground, IdentityProviderName } from '@scalr/plan';
import type { GroundWish } from '@scalr/ports';
import { errors } from './errors.ts';

/** Addresses of everything in a swarm, where each name is one of its own network. Pure. */
export function groundOf(
  wish: GroundWish,
  provider: IdentityProviderName,
  remembered: { readonly port: number } = { port: 80 },
): Ground {
  const { domain = 'localhost' } = wish;
  const isPublic = domain !== 'localhost';
  if (wish.tls === true && !isPublic) throw errors.error('tlsNeedsDomain', {});
  const port = isPublic ? 443 : (wish.port ?? remembered.port);
  return {
    origin: { scheme: isPublic ? 'https' : 'http', domain, port },
    identityUrl: provider === 'authentik' ? 'http://auth:9000' : 'http://auth:8081',
    // The edge listens on the same port inside as outside; names below `localhost` resolve in no container.
    gateway: { address: `gateway:${port}`, caFile: null },
    backendPort: () => '8080',
    databaseUrl: ({ role, name }) => `postgresql://${role}@db:5432/${name}`,
    catalogFile: '/run/scalr/catalog/catalog.json',
    backendUrl: (slug) => `http://${slug}-backend:8080`,
    servers: 'own',
  };
}
