import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { moveFolder } from '@scalr/fileset';
import { databaseName, type Manifest } from '@scalr/manifest';
import type { Platform } from '../platform.ts';
import { convergeInTurn } from './converge.ts';
import { type Journal, openStaging } from './journal.ts';
import { finishWithdrawal } from './sweep.ts';
import { whileApplying, withAppFiles } from './turn.ts';

/**
 * Takes an app away for good: its folder in one step, then what runs of it, its database and roles, its secrets and
 * its generated client. Whoever is killed in it leaves the rest to the next command.
 */
export async function withdraw(
  platform: Platform,
  { folder, manifest }: { folder: string; manifest: Manifest },
  onMoved: () => void | Promise<void> = () => {},
): Promise<void> {
  const { root } = platform;
  const { id, slug } = manifest;
  const journal: Extract<Journal, { kind: 'withdraw' }> = {
    ...{ kind: 'withdraw', id, slug, folder },
    database: databaseName(manifest) ?? null,
  };
  await whileApplying(root, async () => {
    const staging = await withAppFiles(root, async () => {
      const opened = await openStaging(root, randomUUID(), journal);
      try {
        await moveFolder(join(root, folder), opened.app);
      } catch (error) {
        await opened.discard();
        throw error;
      }
      return opened;
    });
    await onMoved();
    const converged = await convergeInTurn(platform);
    const databases = converged === null ? null : platform.databases;
    await withAppFiles(root, () => finishWithdrawal({ root, databases }, staging, journal));
  });
}
