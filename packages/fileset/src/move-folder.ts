import { lstat, open, rename, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError, fileErrors } from './errors.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Moves a folder in one step, so that it is wholly here or wholly there whatever happens meanwhile. Missing folders
 * above the new place are made, and taken away again where the move fails.
 * @throws ScalrError `FILE_NOT_A_FILE` when something is there already, or what writeFileAtomically throws
 */
export async function moveFolder(from: string, to: string): Promise<void> {
  const parent = dirname(to);
  let made: string | undefined;
  try {
    made = await makeFolder(parent);
    // rename(2) would replace an empty folder.
    if ((await lstat(to).catch(() => null)) !== null) throw fileErrors.error('notAFile', { path: to });
    await rename(from, to);
  } catch (error) {
    for (let folder = parent; made !== undefined && folder.startsWith(made); folder = dirname(folder)) {
      await rmdir(folder).catch(() => undefined);
    }
    throw error instanceof Error && 'problems' in error ? error : fileError(error, to);
  }
  await Promise.all([parent, dirname(from)].map(settle));
}

/** The move itself is only durable once both folders are. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
