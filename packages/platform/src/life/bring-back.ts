import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { moveFolder, stageFileSet, writeIfChanged } from '@scalr/fileset';
import { parseManifest } from '@scalr/manifest';
import type { Progress, SavedDatabase } from '@scalr/ports';
import { MANIFEST, manifestWithStatus, neighbourOf, scaffoldErrors } from '@scalr/scaffold';
import { readManifestTexts } from '@scalr/workspace';
import type { Platform } from '../platform.ts';
import { apiTypesFolder, removeApiTypes } from './api-types.ts';
import { type AppBackup, backupFiles, latestBackup } from './app-backup.ts';
import { converge } from './converge.ts';
import { lifeErrors } from './errors.ts';
import { openStaging } from './journal.ts';
import { knownApp } from './known-app.ts';
import { sweep } from './sweep.ts';
import { withAppFiles } from './turn.ts';
import { withdraw } from './withdraw.ts';

export interface BroughtBack {
  readonly slug: string;
  readonly folder: string;
  /** Null: the platform is down. */
  readonly url: string | null;
  /** Null: it was archived and had kept everything, or it has no database. */
  readonly loaded: SavedDatabase | null;
}

/**
 * Undoes a removal: an archived app is active again; one that was purged comes from its latest backup.
 * @throws ScalrError
 */
export async function bringBackApp(
  platform: Platform,
  slug: string,
  { onProgress }: { readonly onProgress: (progress: Progress) => void },
): Promise<BroughtBack> {
  const { root, engine } = platform;
  const isUp = (await engine.current()) !== null;
  const placed = await withAppFiles(root, async () => {
    await sweep({ root, databases: isUp ? platform.databases : null });
    const texts = await readManifestTexts(root);
    if (texts.some(({ folder }) => folder.split('/').at(-1) === slug)) {
      return { folder: await activate(root, slug), backup: null };
    }
    const backup = await latestBackup(root, slug);
    if (backup === undefined) throw lifeErrors.error('noBackup', { slug });
    if (!isUp && backup.description.database !== null) throw lifeErrors.error('purgeNeedsPlatform', { slug });
    const owner = texts.find((text) => neighbourOf(text).names.has(slug));
    if (owner !== undefined) throw scaffoldErrors.error('taken', { slug, folder: owner.folder });
    return { folder: await place(root, backup), backup };
  });
  const { folder, backup } = placed;
  let loaded: SavedDatabase | null = null;
  if (backup !== null) {
    // Archived as it was when it was saved: its database is made, and nothing of it runs yet.
    await converge(platform, { onProgress });
    const { database } = backup.description;
    if (database !== null) {
      try {
        loaded = await platform.databases.load(database, join(backup.path, 'database'));
      } catch (error) {
        await withdraw(platform, await knownApp(root, slug));
        throw error;
      }
    }
    await withAppFiles(root, () => activate(root, slug));
  }
  const converged = await converge(platform, { with: slug, onProgress });
  return { slug, folder, loaded, url: converged?.plan.apps.find((app) => app.slug === slug)?.url ?? null };
}

async function activate(root: string, slug: string): Promise<string> {
  const { folder, text, manifest } = await knownApp(root, slug);
  if (manifest.lifecycle.status !== 'archived') throw lifeErrors.error('notArchived', { slug });
  await writeIfChanged(join(root, folder, MANIFEST), manifestWithStatus(text, undefined));
  return folder;
}

/** Folder and generated client, as they were; killed before the last step, nothing is there. */
async function place(root: string, backup: AppBackup): Promise<string> {
  const { slug, folder } = backup.description;
  const files = await backupFiles(backup, 'app');
  const text = files.get(MANIFEST)?.content ?? '';
  const parsed = parseManifest(text, { file: `${folder}/${MANIFEST}`, folder });
  if (!parsed.ok) throw lifeErrors.error('unfit', { folder: backup.path });
  const staging = await openStaging(root, randomUUID(), { kind: 'new', id: parsed.manifest.id, slug, folder });
  try {
    await stageFileSet(staging.app, files);
    const types = await backupFiles(backup, 'api-types');
    await stageFileSet(staging.types, types);
    await removeApiTypes(root, slug);
    if (types.size > 0) await moveFolder(staging.types, apiTypesFolder(root, slug));
    await moveFolder(staging.app, join(root, folder));
  } catch (error) {
    await removeApiTypes(root, slug).catch(() => undefined);
    throw error;
  } finally {
    await staging.discard();
  }
  return folder;
}
