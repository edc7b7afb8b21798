import { join } from 'node:path';
import { writeIfChanged } from '@scalr/fileset';
import type { Progress, SavedDatabase } from '@scalr/ports';
import { manifestWithStatus } from '@scalr/scaffold';
import { MANIFEST_NAME } from '@scalr/workspace';
import type { Platform } from '../platform.ts';
import { backUpApp } from './app-backup.ts';
import { converge } from './converge.ts';
import { lifeErrors } from './errors.ts';
import { type KnownApp, knownApp, refuseKept } from './known-app.ts';
import { sweep } from './sweep.ts';
import { withAppFiles } from './turn.ts';
import { withdraw } from './withdraw.ts';

export interface RemoveWish {
  readonly slug: string;
  /** Also drop its data and its folder, once both are saved. */
  readonly purge: boolean;
}

/** Where a test may stop the world. */
export type RemoveStep = 'archived' | 'applied' | 'saved' | 'moved' | 'withdrawn';

export interface RemoveOptions {
  readonly onProgress: (progress: Progress) => void;
  /** For tests. */
  readonly onStep?: (step: RemoveStep) => void | Promise<void>;
}

export interface RemoveReport {
  readonly slug: string;
  readonly folder: string;
  /** Null: nothing was dropped. */
  readonly purged: {
    /** Of the backup, relative to the workspace root. */
    readonly backup: string;
    /** Null: the app had no database. */
    readonly saved: SavedDatabase | null;
  } | null;
}

/**
 * Takes an app off the platform. Its folder and its data stay, unless it is purged: then both are saved, the copy is
 * proved, and only then they go.
 * @throws ScalrError
 */
export async function removeApp(platform: Platform, wish: RemoveWish, options: RemoveOptions): Promise<RemoveReport> {
  const { root, engine } = platform;
  const { onProgress, onStep = () => {} } = options;
  const isUp = (await engine.current()) !== null;
  const app = await withAppFiles(root, async () => {
    await sweep({ root, databases: isUp ? platform.databases : null });
    const found = await knownApp(root, wish.slug);
    refuseKept(found.manifest);
    if (wish.purge && !isUp && found.manifest.database !== undefined) {
      throw lifeErrors.error('purgeNeedsPlatform', { slug: wish.slug });
    }
    await archive(root, found);
    return found;
  });
  await onStep('archived');
  // Nobody writes to its database from here on.
  await converge(platform, { onProgress });
  await onStep('applied');
  const { folder, manifest } = app;
  if (!wish.purge) return { slug: wish.slug, folder, purged: null };
  const purged = await backUpApp(platform, app);
  await onStep('saved');
  await withdraw(platform, { folder, manifest }, () => onStep('moved'));
  await onStep('withdrawn');
  return { slug: wish.slug, folder, purged };
}

async function archive(root: string, { folder, text, manifest }: KnownApp): Promise<void> {
  if (manifest.lifecycle.status === 'archived') return;
  await writeIfChanged(join(root, folder, MANIFEST_NAME), manifestWithStatus(text, 'archived'));
}
