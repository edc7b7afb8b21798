import { containerGround } from '@scalr/containers';
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
  return containerGround({ scheme: isPublic ? 'https' : 'http', domain, port }, provider);
}
