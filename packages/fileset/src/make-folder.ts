import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A folder and those above it. Not by `mkdir`'s own `recursive`, which says ENOENT for whatever keeps it from making
 * several at once, and below /proc tries for ever; this says why.
 * @returns the uppermost folder that was made; undefined: all were there
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const code = await makeOne(path);
  if (code === 'EEXIST') return undefined;
  if (code === null) return path;
  const above = await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Somebody else makes the same.
    if (error.code !== 'EEXIST') throw error;
  });
  return above ?? path;
}

/** Null: made. `EEXIST`: there already. `ENOENT`: the folder above is missing. */
async function makeOne(path: string): Promise<'EEXIST' | 'ENOENT' | null> {
  try {
    await mkdir(path);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) return 'ENOENT';
    // Of a folder that is there, a file system that cannot be written says something else.
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isThere) return 'EEXIST';
    throw error;
  }
}
