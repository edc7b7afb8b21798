import { posix } from 'node:path';
import type { Problem } from '@scalr/errors';
import type { FileSet } from '@scalr/fileset';
import { databaseName, type Manifest, parseManifest } from '@scalr/manifest';
import { scaffoldErrors } from './errors.ts';
import { UnfitFile } from './facts.ts';
import { manifestCalling, renamedManifest } from './files/manifest-file.ts';
import { type ManifestText, neighbourOf } from './neighbours.ts';
import { MANIFEST } from './plan-new-app.ts';
import { transform } from './transform.ts';

export interface RenameInput {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Of the app: its manifest, and those that say its name. */
  readonly files: FileSet;
  /** Of every app there is. */
  readonly manifests: readonly ManifestText[];
  readonly slug: string;
  /** Left out: stays. */
  readonly name?: string;
  /** Whether the new folder is there already. */
  readonly folderExists: boolean;
}

export interface Rename {
  readonly folder: string;
  /** What changes, by path relative to the app's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Manifests of apps that call it, by path relative to the workspace root. */
  readonly others: ReadonlyMap<string, string>;
}

export type RenamePlan =
  | { readonly ok: true; readonly rename: Rename }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

/** Where a renamed app lies: beside where it was. */
export function renamedFolder(folder: string, slug: string): string {
  return posix.join(posix.dirname(folder), slug);
}

/** An app and its new slug to the files that change, or to everything that stands in the way. Pure. */
export function planRename(input: RenameInput): RenamePlan {
  const { manifest, files, manifests, slug, folderExists } = input;
  if (slug === manifest.slug) return refused([scaffoldErrors.problem('sameName', { slug })]);
  const folder = renamedFolder(input.folder, slug);
  const problems: Problem[] = [];
  const owner = manifests.filter((one) => one.folder !== input.folder).find((one) => neighbourOf(one).names.has(slug));
  if (owner !== undefined) problems.push(scaffoldErrors.problem('taken', { slug, folder: owner.folder }));
  else if (folderExists) problems.push(scaffoldErrors.problem('folderTaken', { folder }));

  const changed = new Map<string, string>();
  const { description, backend, routing } = manifest;
  const stays = { description, backend, ports: routing.ports };
  const change = {
    from: { ...stays, slug: manifest.slug, name: manifest.name, folder: input.folder },
    to: { ...stays, slug, name: input.name ?? manifest.name, folder },
    keepsData: true,
  };
  for (const [path, entry] of files) {
    try {
      const next = path === MANIFEST ? manifestText(input) : transform(path, entry, change);
      if (next !== undefined && next !== textOf(entry.content)) changed.set(path, next);
    } catch (error) {
      if (!(error instanceof UnfitFile)) throw error;
      problems.push(scaffoldErrors.problem('fileUnfit', { path: `${input.folder}/${path}`, why: error.why }));
    }
  }
  const written = changed.get(MANIFEST);
  const parsed = written === undefined ? null : parseManifest(written, { file: `${folder}/${MANIFEST}`, folder });
  if (parsed?.ok === false) problems.push(...parsed.problems.map(({ file: _, line: __, ...problem }) => problem));
  if (problems.length > 0) return refused(problems);
  return { ok: true, rename: { folder, files: changed, others: callers(input) } };
}

function manifestText({ files, manifest, slug, name }: RenameInput): string {
  const text = textOf(files.get(MANIFEST)?.content ?? '');
  const database = databaseName(manifest);
  return renamedManifest(text, { from: manifest.slug, to: slug, database, ...(name === undefined ? {} : { name }) });
}

/** A manifest that is not valid is left alone: whoever mends it sees that it calls an app that is gone. */
function callers({ folder, manifest, manifests, slug }: RenameInput): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const other of manifests) {
    const file = `${other.folder}/${MANIFEST}`;
    const parsed = parseManifest(other.text, { file });
    if (other.folder === folder || !parsed.ok || !parsed.manifest.calls.includes(manifest.slug)) continue;
    found.set(file, manifestCalling(other.text, { from: manifest.slug, to: slug }));
  }
  return found;
}

const textOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

function refused(problems: readonly Problem[]): RenamePlan {
  return { ok: false, problems: problems as readonly [Problem, ...Problem[]] };
}
