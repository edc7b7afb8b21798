import { appSecretKey, databasePasswordKey } from '@scalr/plan';
import type { Databases } from '@scalr/ports';
import { neighbourOf } from '@scalr/scaffold';
import { dropSecrets, readManifestTexts } from '@scalr/workspace';
import { removeApiTypes } from './api-types.ts';
import { finishRename } from './finish-rename.ts';
import { type Journal, openStagings, type Staging } from './journal.ts';
import { folderExists, manifestIn } from './placed-app.ts';

export interface Sweep {
  readonly root: string;
  /** Null: the platform is down, and what needs its databases waits. */
  readonly databases: Databases | null;
}

type Finish<K extends Journal['kind']> = (
  sweep: Sweep,
  staging: Staging,
  journal: Extract<Journal, { kind: K }>,
) => Promise<void>;

/** How each change that somebody was killed in ends: every kind either becomes whole or leaves no trace. */
const FINISH: { readonly [K in Journal['kind']]: Finish<K> } = {
  new: finishNew,
  withdraw: finishWithdrawal,
  rename: finishRename,
};

/**
 * Ends what others began and were killed in. Only for who has the turn with the files: then nobody who began
 * something before its commit point is alive.
 */
export async function sweep(options: Sweep): Promise<void> {
  for (const staging of await openStagings(options.root)) {
    const { journal } = staging;
    if (journal === null) await staging.discard();
    else await (FINISH[journal.kind] as Finish<Journal['kind']>)(options, staging, journal);
  }
}

/** Databases of apps that are going: nobody else may have them before they are gone. */
export async function goingDatabases(root: string): Promise<readonly string[]> {
  const stagings = await openStagings(root);
  return stagings.flatMap(({ journal }) =>
    journal?.kind === 'withdraw' && journal.database ? [journal.database] : [],
  );
}

async function finishNew({ root }: Sweep, staging: Staging, { id, slug, folder }: Extract<Journal, { kind: 'new' }>) {
  const manifest = await manifestIn(root, folder);
  if (manifest?.id !== id && !(await isClaimed(root, slug))) await removeApiTypes(root, slug);
  await staging.discard();
}

/**
 * What is left of an app whose folder is in the staging folder: database, roles, secrets, generated client. Where the
 * database cannot be reached, everything waits for the next time.
 */
export async function finishWithdrawal(
  { root, databases }: Sweep,
  staging: Staging,
  { id, slug, folder, database }: Extract<Journal, { kind: 'withdraw' }>,
): Promise<void> {
  const isStillThere = (await manifestIn(root, folder))?.id === id || !(await folderExists(staging.folder, 'app'));
  if (!isStillThere) {
    if (database !== null && databases === null) return;
    const texts = await readManifestTexts(root);
    const holds = (name: string) => texts.some((text) => neighbourOf(text).database === name);
    if (database !== null && !holds(database)) await databases?.drop(database);
    if (!(await isClaimed(root, slug))) {
      await removeApiTypes(root, slug);
      await dropSecrets(root, [databasePasswordKey(slug), appSecretKey(slug)]);
    }
  }
  await staging.discard();
}

async function isClaimed(root: string, slug: string): Promise<boolean> {
  return (await readManifestTexts(root)).some((text) => neighbourOf(text).names.has(slug));
}
