import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATE_SLUG } from '@scalr/manifest';
import { loadWorkspace } from '@scalr/workspace';
import { importsOf, packageNameOf } from '../checks/imports.ts';
import type { AppMakeup } from './affected.ts';

const PASSED_OVER = new Set(['node_modules', 'dist', '.venv', 'test', 'tests']);

/**
 * Every app that `./scalr check` judges, with the packages it is made of: not the platform's own, which do what apps may
 * not and have tests instead, and not the template.
 */
export async function makeupOf(root: string): Promise<readonly AppMakeup[]> {
  const { apps } = await loadWorkspace(root);
  const packages = packageFolders(root);
  return apps
    .filter(({ folder, manifest }) => manifest.kind !== 'platform' && folder !== TEMPLATE_SLUG)
    .map(({ folder, manifest: { slug, backend, calls } }) => ({
      ...{ slug, folder, backend, calls },
      packages: reach(root, folder, packages),
    }));
}

/** Folders of the repository's packages by their names. */
function packageFolders(root: string): ReadonlyMap<string, string> {
  const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return new Map(
    folders.flatMap((folder) => (nameOf(join(root, folder)) ?? []).map((name) => [name, folder] as const)),
  );
}

function nameOf(folder: string): [string] | null {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
    return [name];
  } catch {
    return null;
  }
}

function reach(root: string, begin: string, packages: ReadonlyMap<string, string>): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [begin];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of importedBy(join(root, folder))) {
      const found = packages.get(name);
      if (found === undefined || reached.has(found)) continue;
      reached.add(found);
      waiting.push(found);
    }
  }
  return reached;
}

function importedBy(folder: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) for (const name of importedBy(path)) names.add(name);
    if (!entry.isFile() || !/\.(?:tsx?|css)$/.test(entry.name)) continue;
    const text = readFileSync(path, 'utf8');
    const styles = [...text.matchAll(/@import ['"](@scalr\/[^'"]+)['"]/g)].map(([, specifier = '']) => specifier);
    for (const specifier of [...importsOf(text).map((one) => one.specifier), ...styles])
      names.add(packageNameOf(specifier));
  }
  return names;
}
