import { join } from 'node:path';
import { withFileLock } from '@scalr/fileset';

/** A turn with the files is milliseconds; whoever applies may be building frontends. */
const FILES_WAIT_MS = 60_000;
const APPLY_WAIT_MS = 300_000;

/**
 * Runs `work` while nobody else of this workspace adds, moves or removes an app, or reads all of them to make a plan.
 * Never to be asked for by who has it already.
 * @throws ScalrError `FILE_LOCKED`
 */
export function withAppFiles<T>(root: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(root, '.scalr/app-files.lock'), work, { waitMs: FILES_WAIT_MS });
}

/**
 * Runs `work` while nobody else applies a plan, so that an older one never replaces a newer one. Asked for before
 * {@link withAppFiles}, never inside.
 * @throws ScalrError `FILE_LOCKED`
 */
export function whileApplying<T>(root: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(root, '.scalr/apply.lock'), work, { waitMs: APPLY_WAIT_MS });
}
