import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from './errors.ts';
import { sameContent } from './file-set.ts';
import { makeFolder } from './make-folder.ts';

export interface WriteOptions {
  /** Permission bits, exactly, whatever the umask. Default: those of the file that is there, else 0o644. */
  readonly mode?: number;
}

const DEFAULT_MODE = 0o644;

/**
 * Replaces `path` as a whole: whoever reads it, at any moment and after any crash, finds the old content or the
 * new one. Missing folders are made. A symbolic link at `path` is replaced, never followed.
 * @throws ScalrError `FILE_NO_SPACE`, `FILE_IO`, `FILE_READ_ONLY`, `FILE_FORBIDDEN`, `FILE_NOT_A_FILE`,
 *   `FILE_TOO_MANY_OPEN` or `FILE_WRITE_FAILED`; the file is then as it was and nothing is left behind.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const folder = dirname(path);
  // The ending is in .gitignore: what a crash leaves behind must not be committed, it may hold a secret.
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.scalr-tmp`);
  try {
    const mode = options.mode ?? (await modeOf(path)) ?? DEFAULT_MODE;
    let handle: FileHandle;
    try {
      handle = await open(temporary, 'wx', mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await makeFolder(folder);
      handle = await open(temporary, 'wx', mode);
    }
    try {
      await handle.chmod(mode);
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, path);
  }
}

/**
 * Writes atomically where content or mode differ. False: everything was so already, and the file is untouched
 * (its modification time too).
 */
export async function writeIfChanged(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<boolean> {
  let mode: number | undefined;
  let before: Buffer | undefined;
  try {
    mode = await modeOf(path);
    if (mode !== undefined) before = await readFile(path);
  } catch {
    // What cannot be read is simply written; if that fails too, it says why.
  }
  if (before === undefined || !sameContent(before, content)) {
    await writeFileAtomically(path, content, options);
    return true;
  }
  if (options.mode === undefined || options.mode === mode) return false;
  try {
    await chmod(path, options.mode);
  } catch (error) {
    throw fileError(error, path);
  }
  return true;
}

/** Permission bits of a regular file; undefined for anything else and for nothing. */
async function modeOf(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found?.isFile() ? found.mode & 0o777 : undefined;
}

/** The rename itself is only durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
