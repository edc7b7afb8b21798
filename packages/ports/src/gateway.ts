import type { AppConfig } from '@scalr/plan';

/** Where an upstream listens. */
export type Address = { readonly socket: string } | { readonly host: string; readonly port: number };

/** A process behind the gateway. Its name is the process name of the plan. */
export interface Upstream {
  readonly name: string;
  readonly address: Address;
  /** Known to be serving. Otherwise the gateway asks for it (`wake`) and holds the request. */
  readonly awake: boolean;
  /** The gateway reports `idle` after this many seconds without an open connection or request. null: never. */
  readonly idleAfterSeconds: number | null;
}

export type FrontendSource =
  | { readonly kind: 'none' }
  /** Vite or another server: everything, WebSocket upgrades too. */
  | { readonly kind: 'proxy'; readonly upstream: string }
  /** A built frontend: served from memory; `index.html` for every path that is no file. */
  | { readonly kind: 'assets'; readonly folder: string }
  /** A built site: every path is a file, a folder with an `index.html`, or `404.html` with status 404. */
  | { readonly kind: 'site'; readonly folder: string }
  /** The same while its sources change: what is asked for waits until the parent says where its newest build is. */
  | { readonly kind: 'edited-site' };

/** One host, complete. */
export interface GatewayRoute {
  /** Lower case, no port, no trailing dot. */
  readonly host: string;
  /**
   * Of the same form as `host`, and no other route's. Every request there is answered 308 (RFC 9110 §15.4.9) with the
   * same path and query on `host`.
   */
  readonly formerHosts: readonly string[];
  readonly slug: string;
  /** Human name, for the clean pages shown while an app wakes or fails. */
  readonly name: string;
  /** Name of the upstream for `backendPaths`; null: those answer 404. */
  readonly backend: string | null;
  /** Exact, or every path below one that ends in `/`. */
  readonly backendPaths: readonly string[];
  readonly frontend: FrontendSource;
  /** Answered by the gateway itself at `GET /app-config.json`; null: 404. */
  readonly appConfig: AppConfig | null;
  readonly contentSecurityPolicy: string;
  /** Requests a second and client address for the paths that guess credentials; null: no limit. */
  readonly rateLimit: { readonly paths: readonly string[]; readonly perMinute: number } | null;
}

export interface GatewayLimits {
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly headerSeconds: number;
  readonly idleSeconds: number;
  /** From the request's end to the first byte of the answer's head. */
  readonly responseSeconds: number;
  /** How long a request waits for a sleeping upstream before 503. */
  readonly wakeSeconds: number;
  readonly connectionsPerAddress: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  headerBytes: 16 * 1024,
  bodyBytes: 10 * 1024 * 1024,
  headerSeconds: 15,
  idleSeconds: 180,
  responseSeconds: 60,
  wakeSeconds: 30,
  connectionsPerAddress: 1024,
};

export interface GatewayConfig {
  readonly mode: 'edit' | 'production';
  readonly listen: {
    readonly port: number;
    readonly tls: { readonly folder: string; readonly redirectFromPort: number | null } | null;
  };
  readonly limits: GatewayLimits;
  readonly upstreams: readonly Upstream[];
  readonly routes: readonly GatewayRoute[];
}

/** Over the Node IPC channel, parent to gateway. A later `config` replaces routes and upstreams without dropping a connection. */
export type ToGateway =
  | { readonly type: 'config'; readonly config: GatewayConfig }
  | { readonly type: 'awake'; readonly upstream: string }
  | { readonly type: 'asleep'; readonly upstream: string }
  /** Waiting requests get 503 with this code and text; the next request asks again. */
  | {
      readonly type: 'failed';
      readonly upstream: string;
      readonly code: string;
      readonly message: string;
      /** A command or an edit. */
      readonly fix?: string;
      readonly retryAfterSeconds: number;
    }
  /** Answers to `build`; every request that waits for the site gets a file of this folder. */
  | { readonly type: 'built'; readonly slug: string; readonly folder: string }
  /** They get 503 with this code and text. */
  | {
      readonly type: 'unbuilt';
      readonly slug: string;
      readonly code: string;
      readonly message: string;
      /** A command or an edit. */
      readonly fix: string;
    };

/** Gateway to parent. */
export type FromGateway =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'listen-failed'; readonly errno: string; readonly port: number }
  /** A request waits for it. Said once until `awake`, `asleep` or `failed` comes back. */
  | { readonly type: 'wake'; readonly upstream: string }
  /** A request waits for a page of this edited site. Said once until `built` or `unbuilt` comes back. */
  | { readonly type: 'build'; readonly slug: string }
  /** Nothing is open. The gateway already treats it as asleep: the next request says `wake`. */
  | { readonly type: 'idle'; readonly upstream: string };
