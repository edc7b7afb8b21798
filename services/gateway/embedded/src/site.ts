import type { GatewayConfig, GatewayRoute } from '@scalr/ports';
import type { AssetFolder } from './asset-folder.ts';
import type { AssetLibrary } from './asset-library.ts';
import type { Clock } from './clock.ts';
import type { EditedSite } from './edited-site.ts';
import { SecurityHeaders } from './policy.ts';
import { RateLimit } from './rate-limit.ts';
import { REFUSED, type Refusal } from './refusal.ts';
import type { RequestHead } from './request-head.ts';
import type { Target } from './target.ts';
import type { Upstream } from './upstream.ts';

/** What the sites of one configuration stand on. */
export interface SiteGround {
  readonly config: GatewayConfig;
  /** The one listened on. */
  readonly port: number;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly assets: AssetLibrary;
  /** By slug. */
  readonly editedSites: ReadonlyMap<string, EditedSite>;
  readonly clock: Clock;
}

/** Where one request goes. */
export type Destination = Refusal | Upstream | AssetFolder | EditedSite | 'app-config';

const CALLBACK_PATH = '/auth/callback';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** In both modes: no repository and no env file leaves the machine. */
const PRIVATE = /\/\.(?:git|env|svn|hg)/i;
/** In production: nothing of a development server, no source map, no dot file but `/.well-known/`. */
const DEVELOPMENT = /^\/(?:@|__vite|node_modules\/)|\/\.(?!well-known(?:\/|$))|\.map$/i;

/** One host, made ready for many requests. */
export class Site {
  readonly route: GatewayRoute;
  /** `host[:port]` as people type it. */
  readonly authority: string;
  readonly scheme: 'http' | 'https';
  readonly limiter: RateLimit | null;
  readonly appConfig: string | null;
  readonly #policy: SecurityHeaders;
  readonly #callbackPolicy: SecurityHeaders;
  readonly #exact: ReadonlySet<string>;
  readonly #below: readonly string[];
  readonly #backend: Upstream | Refusal;
  readonly #frontend: Upstream | AssetFolder | EditedSite | Refusal;
  /** Its pages are built, so nothing of a development server is asked for. */
  readonly #built: boolean;

  constructor(route: GatewayRoute, ground: SiteGround, limiter: RateLimit | null) {
    const tls = ground.config.listen.tls !== null;
    this.route = route;
    this.authority = ground.port === (tls ? 443 : 80) ? route.host : `${route.host}:${ground.port}`;
    this.scheme = tls ? 'https' : 'http';
    this.appConfig = route.appConfig === null ? null : JSON.stringify(route.appConfig);
    const policy = { contentSecurityPolicy: route.contentSecurityPolicy, tls };
    this.#policy = new SecurityHeaders({ ...policy, referrerPolicy: 'same-origin' });
    // The address of the callback holds the authorization code.
    this.#callbackPolicy = new SecurityHeaders({ ...policy, referrerPolicy: 'no-referrer' });
    this.#exact = new Set(route.backendPaths);
    this.#below = route.backendPaths.filter((path) => path.endsWith('/'));
    this.#built =
      ground.config.mode === 'production' || route.frontend.kind === 'site' || route.frontend.kind === 'edited-site';
    this.#backend = (route.backend === null ? undefined : ground.upstreams.get(route.backend)) ?? REFUSED.notFound;
    this.#frontend = frontendOf(route, ground) ?? REFUSED.notFound;
    const limited = route.rateLimit;
    this.limiter = limited === null ? null : (limiter ?? new RateLimit(limited.perMinute, ground.clock));
  }

  destination(request: RequestHead, target: Target): Destination {
    const path = target.decoded;
    if (PRIVATE.test(path)) return REFUSED.notFound;
    if (this.#isBackend(path)) return this.#isCrossSite(request, path) ? REFUSED.crossSite : this.#backend;
    if (request.webSocket && this.#isForeign(request)) return REFUSED.crossSite;
    if (path === '/app-config.json') return this.appConfig === null ? REFUSED.notFound : 'app-config';
    if (this.#built && DEVELOPMENT.test(path)) return REFUSED.notFound;
    return this.#frontend;
  }

  /** Text of the security headers an answer lacks. `present`: bits of `PolicyBit`. */
  policy(path: string, present: number): string {
    return (path === CALLBACK_PATH ? this.#callbackPolicy : this.#policy).lacking(present);
  }

  /** The rate limited path `path` falls under. */
  limitedPath(path: string): string | null {
    const paths = this.route.rateLimit?.paths;
    if (paths === undefined) return null;
    return paths.find((limited) => path === limited || (limited.endsWith('/') && path.startsWith(limited))) ?? null;
  }

  #isBackend(path: string): boolean {
    if (this.#exact.has(path)) return true;
    for (const prefix of this.#below) if (path.startsWith(prefix)) return true;
    return false;
  }

  /** A request another site made with this person's cookies, which changes something (CSRF). */
  #isCrossSite(request: RequestHead, path: string): boolean {
    if (request.webSocket) return this.#isForeign(request);
    if (!request.hasCookie || SAFE_METHODS.has(request.method) || !path.startsWith('/api/')) return false;
    return this.#isForeign(request);
  }

  #isForeign(request: RequestHead): boolean {
    if (request.secFetchSite === 'cross-site') return true;
    return request.origin !== null && request.origin.toLowerCase() !== `${this.scheme}://${request.host.toLowerCase()}`;
  }
}

function frontendOf(
  { slug, frontend }: GatewayRoute,
  ground: SiteGround,
): Upstream | AssetFolder | EditedSite | undefined {
  switch (frontend.kind) {
    case 'none':
      return undefined;
    case 'proxy':
      return ground.upstreams.get(frontend.upstream);
    case 'assets':
      return ground.assets.folder(frontend.folder, 'page');
    case 'site':
      return ground.assets.folder(frontend.folder, 'site');
    case 'edited-site':
      return ground.editedSites.get(slug);
  }
}
