import { join } from 'node:path';
import { moveFolder, writeIfChanged } from '@scalr/fileset';
import { appSecretKey, databasePasswordKey } from '@scalr/plan';
import { moveSecrets } from '@scalr/workspace';
import { apiTypesFolder, hasApiTypes, removeApiTypes } from './api-types.ts';
import type { Journal, Staging } from './journal.ts';
import { folderExists, manifestIn } from './placed-app.ts';

type Rename = Extract<Journal, { kind: 'rename' }>;

/**
 * Ends a rename that began: where the folder was not moved yet, nothing has happened and nothing will; else everything
 * that is to come comes. May be called again after any part of it.
 */
export async function finishRename({ root }: { root: string }, staging: Staging, journal: Rename): Promise<void> {
  const { id, slug, folder, to, files, others } = journal;
  const away = await folderExists(staging.folder, 'app');
  if (!away && (await manifestIn(root, to.folder))?.id !== id) {
    if ((await manifestIn(root, folder))?.id === id) await removeApiTypes(root, to.slug);
    return staging.discard();
  }
  // The old keys must not be there when the next plan is made, and it is made of the new manifest.
  await moveSecrets(
    root,
    new Map([
      [databasePasswordKey(slug), databasePasswordKey(to.slug)],
      [appSecretKey(slug), appSecretKey(to.slug)],
    ]),
  );
  if (!(await hasApiTypes(root, to.slug)) && (await folderExists(staging.folder, 'types'))) {
    await moveFolder(staging.types, apiTypesFolder(root, to.slug));
  }
  if (away) {
    for (const [path, text] of Object.entries(files)) await writeIfChanged(join(staging.app, path), text);
    await moveFolder(staging.app, join(root, to.folder));
  }
  for (const [path, text] of Object.entries(others)) await writeIfChanged(join(root, path), text);
  await removeApiTypes(root, slug);
  await staging.discard();
}
