import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, fileErrors } from './errors.ts';
import { checkRelativePath, type FileSet } from './file-set.ts';
import { writeIfChanged } from './write-file.ts';

export interface WriteFileSetOptions {
  /** Paths an earlier set wrote under this root; those the new set no longer has are removed. */
  readonly previous?: Iterable<string>;
}

export interface WriteFileSetResult {
  /** Only what really changed: a second run gives none. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes the files under `root` be those of the set. Every path is checked before the first one is written.
 * @throws ScalrError `FILE_PATH_UNSAFE`, `FILE_THROUGH_SYMLINK`, or what {@link writeIfChanged} throws
 */
export async function writeFileSet(
  root: string,
  set: FileSet,
  options: WriteFileSetOptions = {},
): Promise<WriteFileSetResult> {
  const gone = [...(options.previous ?? [])].filter((path) => !set.has(path)).sort();
  const plainFolders = new Set<string>();
  for (const path of [...set.keys(), ...gone]) {
    checkRelativePath(path);
    await refuseSymlinks(root, path, plainFolders);
  }
  const written: string[] = [];
  for (const [path, { content, mode }] of set) {
    if (await writeIfChanged(join(root, path), content, mode === undefined ? {} : { mode })) written.push(path);
  }
  const removed: string[] = [];
  for (const path of gone) {
    try {
      await rm(join(root, path));
      removed.push(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error, join(root, path));
    }
  }
  return { written, removed };
}

async function refuseSymlinks(root: string, path: string, plainFolders: Set<string>): Promise<void> {
  const segments = path.split('/');
  for (let length = 1; length <= segments.length; length += 1) {
    const part = segments.slice(0, length).join('/');
    if (plainFolders.has(part)) continue;
    const found = await lstat(join(root, part)).catch(() => undefined);
    if (found === undefined) return;
    if (found.isSymbolicLink()) throw fileErrors.error('throughSymlink', { path: join(root, part) });
    if (found.isDirectory()) plainFolders.add(part);
  }
}
