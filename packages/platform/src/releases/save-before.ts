import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveFolder } from '@scalr/fileset';
import { databaseName } from '@scalr/manifest';
import type { AppPlan } from '@scalr/plan';
import type { ReleaseGround } from './ground.ts';

const FOLDER = '.scalr/backups';
const UNFINISHED = '.unfinished';

/**
 * Saves the database of an app before a release of it; its folder appears once what is in it is proved.
 * @returns the folder, relative to the workspace root; null: the app has no database
 * @throws ScalrError of `Databases.save`; nothing is left then
 */
export async function saveBefore(
  { root, databases }: ReleaseGround,
  { slug, manifest }: AppPlan,
  release: string,
  time: string,
): Promise<string | null> {
  const database = databaseName(manifest);
  if (database === undefined || !(await databases.exists(database))) return null;
  const folder = `${FOLDER}/${slug}/${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${release}`;
  const unfinished = join(root, folder + UNFINISHED);
  await sweep(root, slug);
  try {
    await databases.save(database, unfinished);
    await moveFolder(unfinished, join(root, folder));
    return folder;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** What somebody began who was killed. Nobody else saves meanwhile. */
async function sweep(root: string, slug: string): Promise<void> {
  const names = await readdir(join(root, FOLDER, slug)).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(UNFINISHED)))
    await rm(join(root, FOLDER, slug, name), { recursive: true, force: true, maxRetries: 3 });
}

/** Only what {@link saveBefore} made: whatever a history says, nothing else is deleted. */
export async function deleteBackups(root: string, slug: string, folders: readonly string[]): Promise<void> {
  const mine = folders.filter((folder) => new RegExp(`^${FOLDER}/${slug}/\\d{8}T\\d{6}Z-r\\d+$`).test(folder));
  for (const folder of mine) await rm(join(root, folder), { recursive: true, force: true, maxRetries: 3 });
}
