import type { Origin } from './plan.ts';

const DEFAULT_PORTS: Record<Origin['scheme'], number> = { http: 80, https: 443 };

/** `hello.localhost` */
export function hostOf(origin: Origin, subdomain: string): string {
  return `${subdomain}.${origin.domain}`;
}

/** `http://hello.localhost:8080`, without the port where it is the scheme's own, without a trailing slash. */
export function urlOf(origin: Origin, subdomain: string): string {
  const port = origin.port === DEFAULT_PORTS[origin.scheme] ? '' : `:${origin.port}`;
  return `${origin.scheme}://${hostOf(origin, subdomain)}${port}`;
}
