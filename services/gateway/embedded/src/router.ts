import { Site, type SiteGround } from './site.ts';

/** From a Host header to the site that lives there: one look into a map, however many sites there are. */
export class Router {
  readonly #sites = new Map<string, Site>();
  /** Where a former host leads. */
  readonly #moved = new Map<string, Site>();

  constructor(ground: SiteGround, previous: Router | null = null) {
    for (const route of ground.config.routes) {
      const earlier = previous?.find(route.host);
      const site = new Site(route, ground, earlier?.limiter ?? null);
      this.#sites.set(route.host, site);
      for (const former of route.formerHosts) this.#moved.set(former, site);
    }
  }

  /** `host` as a client sent it: any case, with or without port and trailing dot. */
  find(host: string): Site | undefined {
    return this.#sites.get(host) ?? this.#sites.get(canonicalHost(host));
  }

  /** The site that used to live at `host`. One that lives there now has the host. */
  findMoved(host: string): Site | undefined {
    return this.#moved.get(canonicalHost(host));
  }
}

/** Lower case, no port, no trailing dot. */
export function canonicalHost(host: string): string {
  const bracket = host.lastIndexOf(']');
  const colon = host.indexOf(':', bracket === -1 ? 0 : bracket);
  const name = (colon === -1 ? host : host.slice(0, colon)).toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
