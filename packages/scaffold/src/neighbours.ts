import { parseDocument } from 'yaml';
import { z } from 'zod';

/** A manifest as it lies there, fit to run or not. */
export interface ManifestText {
  /** Relative to the workspace root. */
  readonly folder: string;
  readonly text: string;
}

/** What an app holds that no other may have. */
export interface Neighbour {
  readonly folder: string;
  /** Slug, hosts and client ids, now and formerly. */
  readonly names: ReadonlySet<string>;
  readonly database: string | undefined;
  readonly ports: Ports | undefined;
}

export interface Ports {
  readonly frontend: number;
  readonly backend: number;
  readonly db: number;
}

const text = z.string().optional().catch(undefined);
const port = z.int().min(1).max(65_535).optional().catch(undefined);
const object = <S extends z.ZodRawShape>(shape: S) => z.object(shape).nullish().catch(undefined);

/** Reads what it can of any manifest, as one that is left out for now comes back when it is mended. */
const claims = object({
  slug: text,
  routing: object({
    subdomain: text,
    former_subdomains: z.array(z.string()).optional().catch(undefined),
    ports: object({ frontend: port, backend: port, db: port }),
  }),
  auth: object({ client_id: text, authentik_app_slug: text }),
  database: object({ name: text }),
});

/** What a manifest claims, even one with mistakes in it. Its folder's name counts as taken in any case. */
export function neighbourOf({ folder, text: written }: ManifestText): Neighbour {
  const said = claims.parse(looseYaml(written)) ?? {};
  const { slug, routing, auth, database } = said;
  const names = [
    folder.split('/').at(-1),
    slug,
    routing?.subdomain,
    ...(routing?.former_subdomains ?? []),
    auth?.client_id,
    auth?.authentik_app_slug,
  ];
  const { frontend, backend, db } = routing?.ports ?? {};
  const hasPorts = frontend !== undefined || backend !== undefined || db !== undefined;
  return {
    folder,
    names: new Set(names.filter((name) => name !== undefined)),
    database: database === undefined || database === null ? undefined : (database.name ?? slug?.replaceAll('-', '_')),
    ports: hasPorts ? { frontend: frontend ?? 0, backend: backend ?? 0, db: db ?? 0 } : undefined,
  };
}

function looseYaml(written: string): unknown {
  try {
    return parseDocument(written, { logLevel: 'silent', uniqueKeys: false }).toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

/** Below the first app's, so that it gets 3000, 8000 and 5432. */
const BEFORE_THE_FIRST: Ports = { frontend: 2990, backend: 7990, db: 5431 };
const STEP: Ports = { frontend: 10, backend: 10, db: 1 };

/** The highest of each plus a step, past everything that is taken; undefined: none is left. */
export function nextPorts(neighbours: readonly Neighbour[]): Ports | undefined {
  const taken = new Set(neighbours.flatMap(({ ports }) => (ports === undefined ? [] : Object.values(ports))));
  const next = (key: keyof Ports): number => {
    const highest = Math.max(BEFORE_THE_FIRST[key], ...neighbours.map(({ ports }) => ports?.[key] ?? 0));
    let wanted = highest + STEP[key];
    while (taken.has(wanted)) wanted += STEP[key];
    taken.add(wanted);
    return wanted;
  };
  const ports = { frontend: next('frontend'), backend: next('backend'), db: next('db') };
  return Math.max(...Object.values(ports)) > 65_535 ? undefined : ports;
}
