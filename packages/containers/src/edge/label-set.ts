/** Labels of a container as Traefik's Docker provider reads them (https://doc.traefik.io/traefik/routing/providers/docker). */
export type Labels = Readonly<Record<string, string>>;

/** Entry points: `web` speaks HTTP, `websecure` TLS, where the platform has a public domain. */
export type EntryPoint = 'web' | 'websecure';

export interface RouterOptions {
  readonly rule: string;
  /** The highest that matches decides. */
  readonly priority: number;
  readonly entryPoint: EntryPoint;
  readonly service: string;
  /** The first is the outermost: it sees a request first and an answer last. */
  readonly middlewares: readonly string[];
}

/** A router that only redirects needs a service and reaches none. */
export const NO_SERVICE = 'noop@internal';

/** Which of the authorities of the edge issues certificates. */
export const RESOLVER = 'le';

/** Definition of one router. On `websecure` it has a certificate of its own. */
export function routerLabels(name: string, options: RouterOptions): Labels {
  const router = `traefik.http.routers.${name}`;
  return {
    [`${router}.rule`]: options.rule,
    [`${router}.priority`]: String(options.priority),
    [`${router}.entrypoints`]: options.entryPoint,
    [`${router}.service`]: options.service,
    [`${router}.middlewares`]: options.middlewares.join(','),
    ...(options.entryPoint === 'websecure'
      ? { [`${router}.tls`]: 'true', [`${router}.tls.certresolver`]: RESOLVER }
      : {}),
  };
}

/** Options of one middleware: `{ 'ratelimit.average': '600' }`. */
export function middlewareLabels(name: string, options: Labels): Labels {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [`traefik.http.middlewares.${name}.${key}`, value]),
  );
}

/** @param port the container listens on */
export function serviceLabels(name: string, port: number): Labels {
  return { [`traefik.http.services.${name}.loadbalancer.server.port`]: String(port) };
}
