import type { Database, Ground, PostgresPlan } from '@scalr/plan';
import { authorityFileOf, catalogFileOf, type Layout, socketOf } from './layout.ts';
import { socketUrl } from './postgres/socket-url.ts';

/** What is allocated once for a workspace and remembered. */
export interface Allocation {
  /** Public port of the gateway. */
  readonly port: number;
  readonly tls: boolean;
  /** Loopback port where backends ask the identity provider for its keys and for tokens. */
  readonly internalPort: number;
}

/** libpq URI of a database of the plan. */
export function databaseUrl(postgres: PostgresPlan, layout: Layout, { role, password, name }: Database): string {
  if (postgres.kind === 'embedded')
    return socketUrl({ role, password, database: name, socketFolder: layout.postgresRun });
  const url = new URL(postgres.url);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  url.pathname = `/${name}`;
  return url.href;
}

/** Addresses of everything on this machine. Pure. */
export function groundOf(layout: Layout, { port, tls, internalPort }: Allocation): Ground {
  return {
    origin: { scheme: tls ? 'https' : 'http', domain: 'localhost', port },
    identityUrl: `http://127.0.0.1:${internalPort}`,
    gateway: { address: `127.0.0.1:${port}`, caFile: tls ? authorityFileOf(layout) : null },
    backendPort: (slug) => socketOf(layout, slug),
    databaseUrl: (database, postgres) => databaseUrl(postgres, layout, database),
    catalogFile: catalogFileOf(layout),
    servers: 'shared',
  };
}
