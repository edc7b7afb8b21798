/**
 * Names an app may not take as slug, subdomain or client id.
 * `never`: processes, hosts and roles of the platform itself, and names that browsers, mail programs or
 * JavaScript give a meaning of their own. `platformOnly`: for apps of kind `platform`.
 */
export const RESERVED = {
  never: [
    'auth',
    'gateway',
    'postgres',
    'supervisor',
    'frontends',
    'spare',
    'scalr',
    'authentik',
    'traefik',
    'api',
    'localhost',
    'public',
    'none',
    'root',
    'login',
    'sso',
    'oidc',
    'wpad',
    'isatap',
    'autoconfig',
    'autodiscover',
    'constructor',
    'prototype',
  ],
  platformOnly: ['portal', 'admin', 'docs', 'www'],
} as const;

const never: ReadonlySet<string> = new Set(RESERVED.never);
const platformOnly: ReadonlySet<string> = new Set(RESERVED.platformOnly);

/** Why a name may not be taken; undefined: it may. */
export function whyReserved(name: string, kind: unknown): string | undefined {
  if (never.has(name)) return 'a name the platform keeps for itself';
  if (platformOnly.has(name) && kind !== 'platform') return 'a name kept for an app of kind platform';
  return undefined;
}

/** The database name is also the role's; Postgres and the identity provider have some of their own. */
export function whyDatabaseReserved(name: string): string | undefined {
  if (name.startsWith('pg_')) return 'and names that begin with pg_ belong to Postgres';
  if (never.has(name) || name === 'template0' || name === 'template1') return 'a name the platform keeps for itself';
  return undefined;
}
