import type { Ground, IdentityProviderName, Origin } from '@scalr/plan';

/** Addresses as containers see them, the same for every engine of containers. Pure. */
export function containerGround(origin: Origin, provider: IdentityProviderName): Ground {
  return {
    origin,
    identityUrl: provider === 'authentik' ? 'http://auth:9000' : 'http://auth:8081',
    // The edge listens on the same port inside as outside; names below `localhost` resolve in no container.
    gateway: { address: `gateway:${origin.port}`, caFile: null },
    backendPort: () => '8080',
    databaseUrl: ({ role, name }) => `postgresql://${role}@db:5432/${name}`,
    catalogFile: '/run/scalr/catalog/catalog.json',
    backendUrl: (slug) => `http://${slug}-backend:8080`,
    servers: 'own',
  };
}
