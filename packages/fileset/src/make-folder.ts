import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A folder and those above it. Node says ENOENT for whatever keeps it from making several at once; this says why.
 * @returns the uppermost folder that was made; undefined: all were there
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    const above = await makeFolder(dirname(path));
    await mkdir(path);
    return above ?? path;
  }
}
