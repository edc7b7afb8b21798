import { join } from 'node:path';
import { moveFolder, replaceFile } from '@scalr/fileset';
import { appSecretKey, databasePasswordKey } from '@scalr/plan';
import { dropSecrets } from '@scalr/workspace';
import { removeApiTypes } from './api-types.ts';
import type { Journal, Staging } from './journal.ts';
import { folderExists, manifestIn } from './placed-app.ts';

type Rename = Extract<Journal, { kind: 'rename' }>;

/** Where a test may stop the world. */
export type RenameStep = 'planned' | 'staged' | 'prepared' | 'moved' | 'files' | 'placed' | 'others' | 'cleared';

/** Keys of `.env.shared` that are made of a slug. */
export const secretKeysOf = (slug: string): readonly [string, string] => [
  databasePasswordKey(slug),
  appSecretKey(slug),
];

/**
 * Ends a rename that began: where the folder was not moved yet, nothing has happened and what was prepared goes; else
 * everything that is to come comes, and none of it needs room on the disk. May be called again after any part of it.
 */
export async function finishRename(
  { root }: { root: string },
  staging: Staging,
  { id, slug, folder, to, files, others }: Rename,
  onStep: (step: RenameStep) => void | Promise<void> = () => {},
): Promise<void> {
  const isAway = await folderExists(staging.folder, 'app');
  const isPlaced = !isAway && (await manifestIn(root, to.folder))?.id === id;
  if (!isAway && !isPlaced) {
    if ((await manifestIn(root, folder))?.id === id) {
      await removeApiTypes(root, to.slug);
      await dropSecrets(root, secretKeysOf(to.slug));
    }
    return staging.discard();
  }
  if (isAway) {
    for (const path of files) await replaceFile(join(staging.files, path), join(staging.app, path));
    await onStep('files');
    await moveFolder(staging.app, join(root, to.folder));
  }
  await onStep('placed');
  for (const path of others) await replaceFile(join(staging.others, path), join(root, path));
  await onStep('others');
  await removeApiTypes(root, slug);
  await dropSecrets(root, secretKeysOf(slug));
  await onStep('cleared');
  await staging.discard();
}
