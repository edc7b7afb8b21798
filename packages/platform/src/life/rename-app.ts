import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ScalrError } from '@scalr/errors';
import { type FileEntry, fileSet, moveFolder, stageFileSet } from '@scalr/fileset';
import type { Progress } from '@scalr/ports';
import { DERIVED_PATHS, MANIFEST, planRename, type Rename, renamedFolder } from '@scalr/scaffold';
import { copySecrets, readManifestTexts, readWorkspaceText } from '@scalr/workspace';
import type { Platform } from '../platform.ts';
import { apiTypesFolder, apiTypesFor, readApiTypes, removeApiTypes } from './api-types.ts';
import { converge } from './converge.ts';
import { finishRename, type RenameStep, secretKeysOf } from './finish-rename.ts';
import { type Journal, openStaging } from './journal.ts';
import { type KnownApp, knownApp, refuseKept } from './known-app.ts';
import { folderExists } from './placed-app.ts';
import { sweep } from './sweep.ts';
import { withAppFiles } from './turn.ts';

export interface RenameWish {
  readonly slug: string;
  readonly to: string;
  /** What people read. Left out: stays. */
  readonly name?: string;
}

export interface RenameOptions {
  readonly onProgress: (progress: Progress) => void;
  /** For tests. */
  readonly onStep?: (step: RenameStep) => void | Promise<void>;
}

export interface RenameReport {
  readonly slug: string;
  readonly folder: string;
  /** Null: the platform is down. */
  readonly url: string | null;
  /** Other apps whose manifests now call it by its new slug; their code has to follow by hand. */
  readonly callers: readonly string[];
}

/**
 * Gives an app another slug. Its id, database, people and data stay; whoever comes to its old host is sent on.
 * Whoever is killed in it leaves the app as it was, or to be ended by the next command.
 * @throws ScalrError with everything that stands in its way, before anything is written
 */
export async function renameApp(platform: Platform, wish: RenameWish, options: RenameOptions): Promise<RenameReport> {
  const { root, engine } = platform;
  const isUp = (await engine.current()) !== null;
  const { folder, others } = await withAppFiles(root, async () => {
    await sweep({ root, databases: isUp ? platform.databases : null });
    return moveApp(root, wish, options.onStep ?? (() => {}));
  });
  const converged = await converge(platform, { with: wish.to, onProgress: options.onProgress });
  const url = converged?.plan.apps.find(({ slug }) => slug === wish.to)?.url ?? null;
  return { slug: wish.to, folder, url, callers: [...others.keys()].map((path) => path.slice(0, -MANIFEST.length - 1)) };
}

async function moveApp(
  root: string,
  { slug, to, name }: RenameWish,
  onStep: NonNullable<RenameOptions['onStep']>,
): Promise<Rename> {
  const app = await knownApp(root, slug);
  refuseKept(app.manifest);
  const planned = planRename({
    ...{ ...app, slug: to, files: await derivedFiles(root, app), manifests: await readManifestTexts(root) },
    ...(name === undefined ? {} : { name }),
    folderExists: await folderExists(root, renamedFolder(app.folder, to)),
  });
  if (!planned.ok) throw new ScalrError('user', planned.problems);
  const { rename } = planned;
  await onStep('planned');
  const journal: Extract<Journal, { kind: 'rename' }> = {
    ...{ kind: 'rename', id: app.manifest.id, slug, folder: app.folder, to: { slug: to, folder: rename.folder } },
    files: [...rename.files.keys()],
    others: [...rename.others.keys()],
  };
  const staging = await openStaging(root, randomUUID(), journal);
  try {
    await stageFileSet(staging.files, fileSet(rename.files));
    await stageFileSet(staging.others, fileSet(rename.others));
    const types = await readApiTypes(root, slug);
    await stageFileSet(staging.types, apiTypesFor(types, slug, to));
    await onStep('staged');
    if (types.size > 0) {
      await removeApiTypes(root, to);
      await moveFolder(staging.types, apiTypesFolder(root, to));
    }
    const keys = secretKeysOf(slug).map((key, index) => [key, secretKeysOf(to)[index] as string] as const);
    await copySecrets(root, new Map(keys));
    await onStep('prepared');
    await moveFolder(join(root, app.folder), staging.app);
  } catch (error) {
    await finishRename({ root }, staging, journal);
    throw error;
  }
  await onStep('moved');
  await finishRename({ root }, staging, journal, onStep);
  return rename;
}

async function derivedFiles(root: string, { folder, text }: KnownApp) {
  const read = await Promise.all(
    DERIVED_PATHS.map(async (path): Promise<[string, FileEntry][]> => {
      const content = await readWorkspaceText(root, `${folder}/${path}`);
      return content === null ? [] : [[path, { content }]];
    }),
  );
  return fileSet([[MANIFEST, { content: text }], ...read.flat()]);
}
