import type { Manifest } from '@scalr/manifest';
import { audienceOf } from './calls.ts';
import { planErrors } from './errors.ts';
import type { IdentityProviderName } from './plan.ts';

type Named = Pick<Manifest, 'slug' | 'auth'>;

/** Where an app meets the identity provider, and what it is called there. Each dialect has its own answer. */
interface Dialect {
  /** @param base public origin of the provider, no trailing slash */
  readonly issuer: (base: string, app: Named) => string;
  /** @param base origin of the provider as backends reach it */
  readonly jwksUrl: (base: string, app: Named) => string;
  readonly tokenUrl: (base: string) => string;
  /** `aud` of access tokens. */
  readonly audience: (app: Named) => string;
  /** What a frontend asks for, so that it is given a refresh token too. */
  readonly scopes: (app: Named) => readonly string[];
  /** Whether an app may get tokens for other apps. */
  readonly calls: boolean;
  /** Ours goes to public URLs by way of the gateway; others resolve names, and `*.localhost` is none inside. */
  readonly tellsAppsInside: boolean;
}

export const clientIdOf = ({ slug, auth }: Named): string => auth.client_id ?? slug;

/** Slug of the application at Authentik. */
const authentikSlugOf = ({ slug, auth }: Named): string => auth.authentik_app_slug ?? slug;

const STANDARD: Dialect = {
  issuer: (base) => base,
  jwksUrl: (base) => `${base}/jwks`,
  tokenUrl: (base) => `${base}/token`,
  audience: audienceOf,
  scopes: ({ auth }) => auth.scopes,
  calls: true,
  tellsAppsInside: false,
};

const DIALECTS: Readonly<Record<IdentityProviderName, Dialect>> = {
  embedded: STANDARD,
  generic: STANDARD,
  // authentik/providers/oauth2/urls.py: an issuer and a key set for each application, the rest for all.
  authentik: {
    issuer: (base, app) => `${base}/application/o/${authentikSlugOf(app)}/`,
    jwksUrl: (base, app) => `${base}/application/o/${authentikSlugOf(app)}/jwks/`,
    tokenUrl: (base) => `${base}/application/o/token/`,
    audience: clientIdOf,
    // Refresh tokens only for this scope, since 2024.2.
    scopes: ({ auth }) => [...new Set([...auth.scopes, 'offline_access'])],
    calls: false,
    tellsAppsInside: true,
  },
};

export const dialectOf = (provider: IdentityProviderName): Dialect => DIALECTS[provider];

/** @throws ScalrError `PLAN_CALLS_UNSUPPORTED` for the first app that wants what this provider cannot give */
export function requireCalls(provider: IdentityProviderName, callers: readonly string[]): void {
  const [slug] = callers;
  if (slug !== undefined && !DIALECTS[provider].calls) throw planErrors.error('callsUnsupported', { slug, provider });
}
