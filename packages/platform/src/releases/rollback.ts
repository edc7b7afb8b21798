import type { Plan } from '@scalr/plan';
import type { Progress, ReleaseImages } from '@scalr/ports';
import { whileApplying } from '../life/turn.ts';
import { runningApp } from '../named-apps.ts';
import type { Platform } from '../platform.ts';
import { newMigrations, nextRelease, rollbackTarget, sameImages, servingRelease } from './decide.ts';
import { releaseErrors } from './errors.ts';
import { productionPlan, type ReleaseGround, releaseGround, whileReleasing } from './ground.ts';
import { putInPlace } from './put-in-place.ts';
import { readHistory, recordRelease } from './release-history.ts';
import type { ReleaseRecord } from './release-record.ts';
import { nameOf, reasonOf, saidOfData } from './said.ts';

export interface RollbackWish {
  readonly slug: string;
  /** Left out: the good release before the one that serves. */
  readonly to?: string;
  readonly by: string | null;
  readonly onProgress: (progress: Progress) => void;
  readonly now?: () => Date;
}

export interface RollbackReport {
  readonly slug: string;
  /** The release that serves again. */
  readonly to: string;
  /** Under which this is in the history; null: it served already. */
  readonly release: string | null;
  readonly images: ReleaseImages;
  /** Migrations of later releases, which stay. */
  readonly migrations: readonly string[];
  /** Of the database before the release that was taken back, relative to the workspace root. */
  readonly backup: string | null;
  readonly restore: string | null;
  /** What that means for the data, in words; empty: nothing. */
  readonly data: string;
}

/**
 * Puts the images of an earlier good release in the place of what serves; nothing is built, no data is touched.
 * @throws ScalrError `RELEASES_NOT_HERE`, `RELEASE_NEEDS_PLATFORM`, `RELEASE_NEEDS_PRODUCTION`, `RELEASE_UNKNOWN`,
 *   `RELEASE_NONE_BEFORE`, `RELEASE_FAILED`, `FILE_LOCKED`
 */
export async function rollback(platform: Platform, wish: RollbackWish): Promise<RollbackReport> {
  const ground = releaseGround(platform, 'rollback');
  const plan = await productionPlan(ground);
  await runningApp(platform, plan, wish.slug, 'rollback');
  return whileReleasing(ground, () => whileApplying(ground.root, () => rollBackInTurn(ground, plan, wish)));
}

async function rollBackInTurn(ground: ReleaseGround, plan: Plan, wish: RollbackWish): Promise<RollbackReport> {
  const { root, releases } = ground;
  const { slug, by, onProgress, now = () => new Date() } = wish;
  await releases.settle(slug);
  const running = await releases.running(slug);
  const history = await readHistory(root, slug);
  const target = targetOf(history, running, wish);
  const serving = servingRelease(history, running);
  const { images } = target;
  const later = after(history, target, serving);
  const migrations = newMigrations(target.migrations, serving?.migrations ?? null);
  const backup = later.find((one) => one.backup !== null)?.backup ?? null;
  const restore = backup === null ? null : releases.restoreCommand(plan, slug, backup);
  const data = saidOfData(migrations, true, backup, restore);
  const told = { slug, to: target.release, images, migrations, backup, restore, data };
  if (sameImages(images, running)) return { ...told, release: null };
  const begun: ReleaseRecord = {
    ...{ version: 1, release: nextRelease(history), kind: 'rollback', time: now().toISOString(), result: 'begun' },
    ...{ images, former: running, to: target.release, migrations: target.migrations, backup: null },
    ...{ commit: target.commit, by, reason: null },
  };
  await recordRelease(root, slug, begun);
  const { release } = begun;
  const placed = await putInPlace(ground, { plan, slug, images, former: running, onProgress });
  if (placed.state === 'done') {
    await recordRelease(root, slug, { ...begun, result: 'good' });
    return { ...told, release };
  }
  const reason = reasonOf(placed.cause);
  await recordRelease(root, slug, { ...begun, result: 'failed', reason });
  if (placed.state === 'stuck') {
    const back = reasonOf(placed.back).message;
    throw releaseErrors.error('stuck', { slug, release, reason: reason.message, back }, { cause: placed.cause });
  }
  const details = { slug, release, reason: `${reason.code}: ${reason.message}`, serving: nameOf(serving), data: '' };
  throw releaseErrors.error('failed', details, { cause: placed.cause });
}

function targetOf(history: readonly ReleaseRecord[], running: ReleaseImages, { slug, to }: RollbackWish) {
  const good = history.filter(({ result }) => result === 'good');
  if (to !== undefined) {
    const known = good.map(({ release }) => release).join(', ') || 'none';
    const found = good.find(({ release }) => release === to);
    if (found === undefined) throw releaseErrors.error('unknownRelease', { slug, release: to, known });
    return found;
  }
  const found = rollbackTarget(history, running);
  if (found === undefined) throw releaseErrors.error('noneBefore', { slug });
  return found;
}

/** Good releases after the one that is gone back to, up to the one that serves; the first of them saved its data. */
function after(
  history: readonly ReleaseRecord[],
  target: ReleaseRecord,
  serving: ReleaseRecord | undefined,
): readonly ReleaseRecord[] {
  const end = serving === undefined ? history.length : history.indexOf(serving) + 1;
  return history.slice(history.indexOf(target) + 1, end).filter(({ result }) => result === 'good');
}
