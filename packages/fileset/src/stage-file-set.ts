import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError } from './errors.ts';
import { checkRelativePath, type FileSet } from './file-set.ts';
import { makeFolder } from './make-folder.ts';

const DEFAULT_MODE = 0o644;

/**
 * Writes a set into a folder that nobody reads yet and that is about to be moved into place: at once instead of one
 * file after the other, and on the disk before this returns.
 * @throws ScalrError `FILE_PATH_UNSAFE`, or what writeFileAtomically throws; what was written so far is left there
 */
export async function stageFileSet(folder: string, set: FileSet): Promise<void> {
  for (const path of set.keys()) checkRelativePath(path);
  const folders = [...new Set([...set.keys()].map((path) => dirname(join(folder, path))))].sort();
  for (const path of [folder, ...folders]) {
    await makeFolder(path).catch((error: unknown) => {
      throw fileError(error, path);
    });
  }
  const written = await Promise.allSettled(
    [...set].map(async ([path, { content, mode }]) => {
      const target = join(folder, path);
      try {
        const handle = await open(target, 'wx', mode ?? DEFAULT_MODE);
        try {
          await handle.chmod(mode ?? DEFAULT_MODE);
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
      } catch (error) {
        throw fileError(error, target);
      }
    }),
  );
  const failed = written.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
