import { rename } from 'node:fs/promises';
import { fileError } from './errors.ts';

/**
 * Puts a file that is written already in the place of another one, in one step that needs no room on the disk. Nothing
 * is done where it went there before.
 * @throws ScalrError of writeFileAtomically
 */
export async function replaceFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error, to);
  }
}
