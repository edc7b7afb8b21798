import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSet, fileSet, moveFolder, printJson, stageFileSet } from '@scalr/fileset';
import { databaseName } from '@scalr/manifest';
import type { SavedDatabase } from '@scalr/ports';
import { ignoredBy } from '@scalr/scaffold';
import { readFolder, readWorkspaceText } from '@scalr/workspace';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { readApiTypes } from './api-types.ts';
import type { KnownApp } from './known-app.ts';

const FOLDER = '.scalr/backups';
const UNFINISHED = '.unfinished';
const FILE = 'backup.json';

const descriptionSchema = z.object({
  version: z.literal(1),
  slug: z.string(),
  /** Where the app lay, relative to the workspace root. */
  folder: z.string(),
  created: z.string(),
  /** Null: it had none. */
  database: z.string().nullable(),
});

/** What `backup.json` says of a backup. */
export type BackupDescription = z.infer<typeof descriptionSchema>;

export interface AppBackup {
  /** Absolute path; holds `app/`, `api-types/` and `database/`. */
  readonly path: string;
  readonly description: BackupDescription;
}

/** Saves folder and database of an app. The backup's own folder appears once everything in it is proved. */
export async function backUpApp(
  { root, databases }: Platform,
  { folder, manifest }: KnownApp,
): Promise<{ backup: string; saved: SavedDatabase | null }> {
  const { slug } = manifest;
  const created = new Date().toISOString();
  const backup = `${FOLDER}/${slug}-${created.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const unfinished = join(root, backup + UNFINISHED);
  const database = databaseName(manifest) ?? null;
  try {
    const gitignore = (await readWorkspaceText(root, '.gitignore')) ?? '';
    await stageFileSet(join(unfinished, 'app'), await readFolder(root, folder, ignoredBy([gitignore])));
    await stageFileSet(join(unfinished, 'api-types'), await readApiTypes(root, slug));
    const saved = database === null ? null : await databases.save(database, join(unfinished, 'database'));
    const description: BackupDescription = { version: 1, slug, folder, created, database };
    await stageFileSet(unfinished, fileSet([[FILE, printJson(description)]]));
    await moveFolder(unfinished, join(root, backup));
    return { backup, saved };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** The latest backup of an app; undefined: there is none. */
export async function latestBackup(root: string, slug: string): Promise<AppBackup | undefined> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  const mine = names.filter((name) => name.startsWith(`${slug}-`) && !name.endsWith(UNFINISHED)).sort();
  for (const name of mine.reverse()) {
    const path = join(root, FOLDER, name);
    const text = await readFile(join(path, FILE), 'utf8').catch(() => 'null');
    const parsed = descriptionSchema.safeParse(JSON.parse(text));
    if (parsed.success && parsed.data.slug === slug) return { path, description: parsed.data };
  }
  return undefined;
}

export function backupFiles({ path }: AppBackup, part: 'app' | 'api-types'): Promise<FileSet> {
  return readFolder(path, part, () => false);
}
