import type { Problem } from '@scalr/errors';
import type { Manifest } from '@scalr/manifest';

/** `edit`: frontends through Vite, backends restart on change. `production`: built, immutable, cached. */
export type Mode = 'edit' | 'production';

/** Where people reach the platform: `http://<subdomain>.localhost:8080`. */
export interface Origin {
  readonly scheme: 'http' | 'https';
  /** `localhost`, or the public domain. */
  readonly domain: string;
  /** Left out of URLs where it is the scheme's default. */
  readonly port: number;
}

/** Which apps of the workspace run. The hub always does, and so do those that a running one calls. */
export interface Choice {
  /** Every app but the template, which runs only when it is named. */
  readonly all: boolean;
  /** Slugs that were asked for by name and run for no other reason. Sorted. */
  readonly named: readonly string[];
}

/** A resolved value that knows where it comes from, so that "why?" has an answer. */
export interface EnvEntry {
  readonly key: string;
  readonly value: string;
  /** e.g. `.env.shared`, `apps/portal/.env.app`, `app.manifest.yml /routing/health_path`, `engine`. */
  readonly source: string;
  /** Masked wherever it is printed. */
  readonly secret: boolean;
}

/**
 * What a browser loads of an app: `page` is one page that its own code fills, made by Vite; `site` is many pages that
 * are complete before anybody asks, made by Astro.
 */
export type FrontendKind = 'page' | 'site';

export interface AppPlan {
  readonly slug: string;
  readonly manifest: Manifest;
  /** Relative to the workspace root, `/` separated: `apps/products/hello`. */
  readonly folder: string;
  readonly frontend: FrontendKind | null;
  /** `http://hello.localhost`, no trailing slash. */
  readonly url: string;
  /** Of the backend, complete. */
  readonly env: readonly EnvEntry[];
}

/** What a frontend may know, served at `/app-config.json` on its own origin. Holds no secret. */
export interface AppConfig {
  readonly slug: string;
  readonly name: string;
  /** #rrggbb */
  readonly color: string;
  /** Data URI of an SVG that stands on the colour; null where no drawing was found. */
  readonly icon: string | null;
  readonly authRequired: boolean;
  readonly provider: IdentityProviderName;
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly portalUrl: string;
}

/** Whose dialect of OpenID Connect the SDKs meet. */
export type IdentityProviderName = 'embedded' | 'authentik' | 'generic';

/** One public host. */
export interface Route {
  /** Lower case, no port: `hello.localhost`. */
  readonly host: string;
  /** Hosts this one had before, as it is written: whoever comes there is sent on to the same page here. */
  readonly formerHosts: readonly string[];
  /** Slug of the app, or `auth`. */
  readonly slug: string;
  /** Paths that go to the backend: exact, or every path below one that ends in `/`. The rest is the frontend's. */
  readonly backendPaths: readonly string[];
  readonly frontend: FrontendKind | null;
  readonly appConfig: AppConfig | null;
  /** Content-Security-Policy of answers that bring none of their own. */
  readonly contentSecurityPolicy: string;
}

export interface Database {
  readonly name: string;
  /** Login role that owns exactly this database. Not a superuser. */
  readonly role: string;
  readonly password: string;
  /** Slug of the app, or `auth`. */
  readonly owner: string;
}

/**
 * The confidential client (RFC 6749 §2.1) with which the backend of an app asks for tokens to call other apps: for
 * itself (client credentials) or for the person it answers (token exchange, RFC 8693).
 */
export interface ServiceClient {
  /** `<slug>.service`: the dot is in no slug, so it is no app's own client id. */
  readonly clientId: string;
  /** SHA-256 of the secret, base64url. The secret itself is only in the environment of the app. */
  readonly secretHash: string;
  /** Audiences of the apps that the manifest lists under `calls`. Sorted. */
  readonly audiences: readonly string[];
}

/** A public OIDC client (RFC 6749 §2.1) of one app. */
export interface OidcClient {
  readonly clientId: string;
  readonly slug: string;
  /** What Authentik calls the app, where that is not its slug. */
  readonly applicationSlug?: string;
  readonly name: string;
  /** `aud` of its access tokens: `urn:app:<slug>`. */
  readonly audience: string;
  /** Empty: nobody signs in to this app, and only its service client exists. */
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly scopes: readonly string[];
  /** All of them are needed to be given a code. */
  readonly requiredGroups: readonly string[];
  /** The only group names its tokens may carry. */
  readonly visibleGroups: readonly string[];
  /** Null: the app calls no other. */
  readonly service: ServiceClient | null;
}

/** Which Postgres holds the databases. Both forms hold a secret. */
export type PostgresPlan =
  /** Ours; `password` of its administrator. */
  | { readonly kind: 'embedded'; readonly password: string }
  /** An existing one; libpq URI of a role that may create roles and databases. */
  | { readonly kind: 'server'; readonly url: string };

export type ProcessKind = 'supervisor' | 'database' | 'identity' | 'gateway' | 'frontend' | 'backend';

export interface ProcessPlan {
  /** Unique: `postgres`, `auth`, `gateway`, the slug of an app's backend, or a part of one of them: `hello.db`. */
  readonly name: string;
  readonly kind: ProcessKind;
  readonly slug: string | null;
  /** Costs nothing until its first request. */
  readonly sleeps: boolean;
}

/** A tile of the hub; also what the portal is told of every app. */
export interface CatalogEntry {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Data URI of an SVG that stands on the colour; the name in the manifest where no drawing was found. */
  readonly icon: string;
  readonly color: string;
  readonly url: string;
  readonly category: string;
  readonly order: number;
  readonly status: Manifest['lifecycle']['status'];
  readonly visible: boolean;
  readonly requiredGroups: readonly string[];
}

/** A folder whose manifest is not fit to run. Everything else goes on. */
export interface QuarantinedApp {
  readonly folder: string;
  readonly problems: readonly Problem[];
}

/**
 * Everything an engine is to make true. Plain, frozen, printable data: made by {@link createPlan}
 * from manifests and settings, executed by an engine, shown by `scalr plan`.
 */
export interface Plan {
  readonly mode: Mode;
  readonly provider: IdentityProviderName;
  /** Remembered here, so that whoever plans anew while it runs chooses alike. */
  readonly choice: Choice;
  readonly origin: Origin;
  /** Public origin of the identity provider. An app's own issuer is in its env; most providers have one for all. */
  readonly issuer: string;
  readonly portalUrl: string;
  /** Seconds without an open connection after which an app's backend is put to sleep. 0: never. */
  readonly sleepAfterSeconds: number;
  readonly logLevel: string;
  readonly postgres: PostgresPlan;
  /** Secrets that sign the identity provider's cookies; the first signs, all verify. */
  readonly cookieKeys: readonly string[];
  /** Where the authority that issues the certificates of a public domain writes to; null: nobody is told. */
  readonly acmeEmail: string | null;
  readonly apps: readonly AppPlan[];
  readonly routes: readonly Route[];
  readonly databases: readonly Database[];
  readonly clients: readonly OidcClient[];
  readonly processes: readonly ProcessPlan[];
  readonly catalog: readonly CatalogEntry[];
  readonly quarantined: readonly QuarantinedApp[];
}

/** A manifest with the place it was found. */
export interface DiscoveredApp {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly frontend: FrontendKind | null;
  /** Parsed `<app>/.env.app`. */
  readonly env: Readonly<Record<string, string>>;
  /** Data URI of its icon: the file of the app, or the Lucide icon that the manifest names, in white. */
  readonly iconImage?: string;
}

/** What is the same for every app of the workspace. */
export interface Settings {
  readonly mode: Mode;
  readonly identityProvider: IdentityProviderName;
  readonly logLevel: string;
  readonly sleepAfterSeconds: number;
  readonly postgres: PostgresPlan;
  readonly cookieKeys: readonly string[];
  /** For the certificates of a public domain (RFC 8555 §7.3 "contact"); null: none given. */
  readonly acmeEmail: string | null;
  /** By database owner (slug or `auth`); each from `.env.shared`. */
  readonly databasePasswords: Readonly<Record<string, string>>;
  /** Of the service clients, by slug; each from `.env.shared`. */
  readonly appSecrets: Readonly<Record<string, string>>;
}

/** What only the engine knows: where things can be reached once they run. */
export interface Ground {
  readonly origin: Origin;
  /** Origin where backends ask the identity provider for its keys and for tokens; may be internal. */
  readonly identityUrl: string;
  /**
   * Where the public URLs of apps are reached from inside, as backends do not resolve `*.localhost`: the request goes
   * to `address` (`host:port`) with the name in its Host header. Null: the names resolve.
   */
  readonly gateway: {
    readonly address: string;
    /** Absolute path of the certificate authority's PEM file; null: none beyond the machine's own. */
    readonly caFile: string | null;
  } | null;
  /** Where a backend answers inside, past the gateway: `http://hello-backend:8080`; left out: only through it. */
  readonly backendUrl?: (slug: string) => string;
  /** Value of `PORT` for a backend: a TCP port, or the absolute path of a unix socket. */
  readonly backendPort: (slug: string) => string;
  /** libpq connection URI. */
  readonly databaseUrl: (database: Database, postgres: PostgresPlan) => string;
  /** Absolute path of the file the hub reads its tiles from. */
  readonly catalogFile: string;
  /**
   * `shared`: one database server and one host of frontends for all. `own`: of each app its own, as containers have
   * them; they are called `<slug>.db` and `<slug>.frontend`, since the dot is in no slug.
   */
  readonly servers: 'shared' | 'own';
}
