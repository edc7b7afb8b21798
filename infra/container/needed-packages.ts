/**
 * `node infra/container/needed-packages.ts <folder to fill> <package>…`, while an image is built and before anything is
 * installed: of the packages named, and of those that they depend on, `manifests/` has what `npm ci` reads, `sources/`
 * what is run. An image installs from the one and holds the other, so that an edited source installs nothing anew.
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const PLACES = ['packages', 'services/auth', 'services/gateway'];
const UNNEEDED = new Set(['test', 'tests', 'node_modules', 'README.md', 'biome.json']);

/** Name of a package to its folder, from the repository: `@scalr/errors` to `packages/errors`. */
function packageFolders(root: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const place of PLACES) {
    for (const entry of readdirSync(join(root, place), { withFileTypes: true })) {
      const folder = join(place, entry.name);
      const manifest = entry.isDirectory() ? manifestOf(root, folder) : null;
      if (manifest !== null) folders.set(manifest.name, folder);
    }
  }
  return folders;
}

function manifestOf(root: string, folder: string): { name: string; dependencies?: Record<string, string> } | null {
  try {
    return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return null;
    throw error;
  }
}

/**
 * Folders of the packages named and of all that these depend on, from the repository, sorted.
 *
 * @example neededPackages(root, ['@scalr/auth-client']) // ['packages/auth-client-ts', 'packages/errors', 'packages/http']
 * @throws Error a name that no package has
 */
export function neededPackages(root: string, names: readonly string[]): readonly string[] {
  const folders = packageFolders(root);
  const needed = new Set<string>();
  const visit = (name: string) => {
    const folder = folders.get(name);
    if (folder === undefined) throw new Error(`no package is called ${name}`);
    if (needed.has(folder)) return;
    needed.add(folder);
    for (const dependency of Object.keys(manifestOf(root, folder)?.dependencies ?? {})) {
      if (dependency.startsWith('@scalr/')) visit(dependency);
    }
  };
  for (const name of names) visit(name);
  return [...needed].sort();
}

if (import.meta.main) {
  const [to = '', ...names] = process.argv.slice(2);
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(ROOT, file), join(to, 'manifests', file));
  for (const folder of neededPackages(ROOT, names)) {
    cpSync(join(ROOT, folder, 'package.json'), join(to, 'manifests', folder, 'package.json'));
    cpSync(join(ROOT, folder), join(to, 'sources', folder), {
      recursive: true,
      filter: (path) => !UNNEEDED.has(basename(path)),
    });
  }
}
