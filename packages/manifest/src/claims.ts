import type { Problem } from '@scalr/errors';
import { TEMPLATE_SLUG } from './app-folder.ts';
import { manifestErrors } from './errors.ts';
import type { Manifest } from './schema.ts';

/** A manifest and where it lies, relative to the workspace root. */
export interface PlacedManifest {
  readonly folder: string;
  readonly file: string;
  readonly manifest: Manifest;
  /** As {@link parseManifest} gives them. */
  readonly lines?: ReadonlyMap<string, number>;
}

export interface WorkspaceCheck {
  /** By folder: apps that claim what another one has. They cannot run; those that have it can. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** By folder: worth mending, but the app runs. */
  readonly warnings: ReadonlyMap<string, readonly Problem[]>;
}

interface Claim {
  /** What is claimed once: two claims of the same space and value exclude each other. */
  readonly space: 'name' | 'id' | 'port' | 'database';
  readonly what: string;
  readonly value: string;
  readonly pointer: string;
}

/**
 * What manifests that are each fine cannot see: two that want the same slug, host, client id, port or database.
 * Who is named so by its slug has it; else the first by folder order, the template last of all. Slugs, subdomains and
 * client ids are one space, so that no app can pose as another.
 */
export function checkWorkspaceManifests(apps: readonly PlacedManifest[]): WorkspaceCheck {
  const problems = new Map<string, Problem[]>();
  const warnings = new Map<string, Problem[]>();
  const sorted = [...apps].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const owners = new Map<string, string>();
  const refused = new Set<string>();

  const claimAll = (app: PlacedManifest, claims: readonly Claim[]) => {
    const taken = claims.filter(({ space, value }) => (owners.get(`${space} ${value}`) ?? app.folder) !== app.folder);
    for (const { space, what, value, pointer } of taken) {
      const folder = owners.get(`${space} ${value}`)!;
      add(problems, app, manifestErrors.problem('claimed', { what, value, folder }, placeOf(app, pointer)));
    }
    if (taken.length > 0) refused.add(app.folder);
    // A refused app holds nothing, so that it cannot take another one down with it.
    else for (const { space, value } of claims) owners.set(`${space} ${value}`, app.folder);
  };

  const isTemplate = ({ folder }: PlacedManifest) => folder === TEMPLATE_SLUG;
  for (const turn of [sorted.filter((app) => !isTemplate(app)), sorted.filter(isTemplate)]) {
    for (const app of turn) claimAll(app, claimsBySlug(app.manifest));
    for (const app of turn) if (!refused.has(app.folder)) claimAll(app, claimsOf(app.manifest));
  }

  const slugs = new Set(sorted.filter(({ folder }) => !refused.has(folder)).map(({ manifest }) => manifest.slug));
  for (const app of sorted) {
    for (const [index, slug] of app.manifest.calls.entries()) {
      if (slugs.has(slug)) continue;
      add(warnings, app, manifestErrors.problem('unknownCall', { slug }, placeOf(app, `/calls/${index}`)));
    }
  }
  return { problems, warnings };
}

/** Name of the app's database and role. Only apps with `database` have one. */
export function databaseName(manifest: Manifest): string | undefined {
  if (manifest.database === undefined) return undefined;
  return manifest.database.name ?? manifest.slug.replaceAll('-', '_');
}

function claimsBySlug({ slug, id }: Manifest): Claim[] {
  return [
    { space: 'name', what: 'slug', value: slug, pointer: '/slug' },
    { space: 'id', what: 'id', value: id.toLowerCase(), pointer: '/id' },
  ];
}

function claimsOf(manifest: Manifest): Claim[] {
  const { slug, routing, auth } = manifest;
  const claims: Claim[] = [];
  const name = (what: string, value: string | undefined, pointer: string) => {
    if (value !== undefined && value !== slug) claims.push({ space: 'name', what, value, pointer });
  };
  name('subdomain', routing.subdomain, '/routing/subdomain');
  for (const [index, former] of routing.former_subdomains.entries())
    name('former subdomain', former, `/routing/former_subdomains/${index}`);
  name('client_id', auth.client_id, '/auth/client_id');
  name('authentik_app_slug', auth.authentik_app_slug, '/auth/authentik_app_slug');
  for (const key of ['frontend', 'backend', 'db'] as const) {
    const port = routing.ports?.[key];
    if (port !== undefined)
      claims.push({ space: 'port', what: 'port', value: String(port), pointer: `/routing/ports/${key}` });
  }
  const database = databaseName(manifest);
  if (database !== undefined) {
    claims.push({ space: 'database', what: 'database', value: database, pointer: '/database/name' });
  }
  return claims;
}

function placeOf({ file, lines }: PlacedManifest, pointer: string): Pick<Problem, 'file' | 'line' | 'pointer'> {
  const line = lines?.get(pointer) ?? lines?.get(pointer.replace(/\/[^/]+$/, ''));
  return { file, ...(line === undefined ? {} : { line }), pointer };
}

function add(to: Map<string, Problem[]>, { folder }: PlacedManifest, problem: Problem): void {
  const list = to.get(folder);
  if (list === undefined) to.set(folder, [problem]);
  else list.push(problem);
}
