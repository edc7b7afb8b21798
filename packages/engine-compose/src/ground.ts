import { containerGround } from '@scalr/containers';
import type { Ground, IdentityProviderName } from '@scalr/plan';

/** What is allocated once for a workspace and remembered. */
export interface Allocation {
  /** Public port of the edge. */
  readonly port: number;
  /** `localhost`, or the public domain, which is served by HTTPS. */
  readonly domain: string;
}

/** The public domain has its certificate; nobody issues one for `localhost`. */
const isPublic = ({ domain }: Allocation) => domain !== 'localhost';

/** Addresses as containers see them. Pure. */
export function groundOf(allocation: Allocation, provider: IdentityProviderName): Ground {
  const { port, domain } = allocation;
  return containerGround({ scheme: isPublic(allocation) ? 'https' : 'http', domain, port }, provider);
}

/** As it is where nothing is remembered. */
export function defaultAllocation(domain: string, port?: number): Allocation {
  return { domain, port: port ?? (domain === 'localhost' ? 80 : 443) };
}
