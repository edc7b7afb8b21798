import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScalrError } from '@scalr/errors';
import { type FileEntry, type FileSet, fileSet } from '@scalr/fileset';
import { candidateFolders } from './load-workspace.ts';
import { MANIFEST_NAME } from './read-app.ts';
import { unreadable } from './read-text.ts';

/** A manifest as it lies there, fit to run or not. */
export interface ManifestText {
  /** Relative to the workspace root. */
  readonly folder: string;
  readonly text: string;
}

/** Every manifest there is, unread. An app that is left out for a mistake still holds its name and its ports. */
export async function readManifestTexts(root: string): Promise<readonly ManifestText[]> {
  const read = async (folder: string): Promise<ManifestText[]> => {
    const text = await readFile(join(root, folder, MANIFEST_NAME), 'utf8').catch(() => undefined);
    return text === undefined ? [] : [{ folder, text }];
  };
  const found = await Promise.all((await candidateFolders(root)).map(read));
  return found.flat();
}

/** The text of one file of the workspace; null: there is none. @throws ScalrError `WORKSPACE_UNREADABLE` */
export async function readWorkspaceText(root: string, path: string): Promise<string | null> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ScalrError('environment', [unreadable(error, path)], { cause: error });
  }
}

/**
 * Every file below a folder of the workspace, with its permission bits. Links and other special files are passed over,
 * and a folder that is `ignored` is not entered. Empty where there is no such folder.
 * @throws ScalrError `WORKSPACE_UNREADABLE`
 */
export async function readFolder(root: string, folder: string, ignored: (path: string) => boolean): Promise<FileSet> {
  const entries: [string, FileEntry][] = [];
  const enter = async (path: string): Promise<void> => {
    const children = await readdir(join(root, folder, path), { withFileTypes: true });
    await Promise.all(
      children.map(async (child) => {
        const below = path === '' ? child.name : `${path}/${child.name}`;
        if (ignored(below)) return;
        if (child.isDirectory()) return enter(below);
        if (!child.isFile()) return;
        const [content, { mode }] = await Promise.all([
          readFile(join(root, folder, below)),
          lstat(join(root, folder, below)),
        ]);
        entries.push([below, { content, mode: (mode & 0o111) === 0 ? 0o644 : 0o755 }]);
      }),
    );
  };
  try {
    await enter('');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || entries.length > 0) {
      throw new ScalrError('environment', [unreadable(error, folder)], { cause: error });
    }
  }
  return fileSet(entries);
}
