import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { ignoredBy, type ManifestText } from '@scalr/scaffold';

const ROOT = join(import.meta.dirname, '../../..');
const ignored = ignoredBy([readFileSync(join(ROOT, '.gitignore'), 'utf8')]);

/** The template of this repository, as new-app reads it. */
export function realTemplate(): FileSet {
  const folder = join(ROOT, 'template-app');
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !ignored(path));
  return fileSet(paths.map((path) => [path, readFileSync(join(folder, path))]));
}

export function manifestText(folder: string): ManifestText {
  return { folder, text: readFileSync(join(ROOT, folder, 'app.manifest.yml'), 'utf8') };
}

export const textOf = (set: FileSet, path: string): string => {
  const entry = set.get(path);
  if (entry === undefined) throw new Error(`no ${path} in ${[...set.keys()].join(', ')}`);
  return Buffer.from(entry.content as Uint8Array).toString('utf8');
};
