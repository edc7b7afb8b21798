import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkWorkspaceManifests, TEMPLATE_SLUG } from '@scalr/manifest';
import type { DiscoveredApp, QuarantinedApp } from '@scalr/plan';
import { workspaceErrors } from './errors.ts';
import { type ReadApp, readApp, type WorkspaceCache } from './read-app.ts';

export interface Workspace {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Fit to run, by folder. */
  readonly apps: readonly DiscoveredApp[];
  /** Not fit to run, with everything that is wrong, by folder. */
  readonly quarantined: readonly QuarantinedApp[];
  /** Apps that run, but have something worth mending. */
  readonly warnings: readonly QuarantinedApp[];
  /** The template where other apps have what it claims: nobody's problem until somebody wants to run it. */
  readonly setAside: readonly QuarantinedApp[];
}

/** Folders each of whose folders may be an app, and folders that may be one themselves. There is no other list of apps. */
const HOLDS_APPS = ['apps', 'apps/products', 'clients', 'services'] as const;
const IS_APP = [TEMPLATE_SLUG, 'docs'] as const;

/**
 * Every app of a workspace. What is wrong with one app is in the answer and never in the way of the others.
 * Pass the same `cache` again to parse only what changed on disk.
 * @throws ScalrError `WORKSPACE_NOT_FOUND` where `root` is no folder
 */
export async function loadWorkspace(
  root: string,
  { cache = new Map() }: { cache?: WorkspaceCache } = {},
): Promise<Workspace> {
  const real = await realpath(root).catch((error: unknown) => {
    throw workspaceErrors.error('notFound', { from: resolve(root) }, { cause: error });
  });
  const folders = await candidateFolders(real);
  const read = (await Promise.all(folders.map((folder) => readApp(real, folder, cache)))).filter(
    (app) => app !== undefined,
  );
  return sortOut(real, read);
}

/** Every folder that may be an app, relative to the root; whether it is one, its manifest says. */
export async function candidateFolders(root: string): Promise<readonly string[]> {
  const listed = await Promise.all(HOLDS_APPS.map((folder) => subfolders(root, folder)));
  return [...listed.flat(), ...IS_APP].filter((folder) => folder !== 'apps/products').sort();
}

function sortOut(root: string, read: readonly ReadApp[]): Workspace {
  const fit = read.filter((app) => app.ok);
  const { problems, warnings } = checkWorkspaceManifests(fit.map(({ placed }) => placed));
  const claimants = [...problems].map(([folder, found]): QuarantinedApp => ({ folder, problems: found }));
  const quarantined: QuarantinedApp[] = [
    ...read.filter((app) => !app.ok).map(({ folder, problems }) => ({ folder, problems })),
    ...claimants.filter(({ folder }) => folder !== TEMPLATE_SLUG),
  ];
  return {
    root,
    apps: fit.filter(({ app }) => !problems.has(app.folder)).map(({ app }) => app),
    quarantined: quarantined.sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    warnings: fit
      .map(({ app: { folder }, warnings: own }) => ({ folder, problems: [...own, ...(warnings.get(folder) ?? [])] }))
      .filter(({ folder, problems: found }) => found.length > 0 && !problems.has(folder)),
    setAside: claimants.filter(({ folder }) => folder === TEMPLATE_SLUG),
  };
}

async function subfolders(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .map((name) => `${folder}/${name}`);
}
