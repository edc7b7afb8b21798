import { isScalrError, type Problem } from '@scalr/errors';
import type { AppPlan, Plan } from '@scalr/plan';
import type { Progress, ReleaseImages } from '@scalr/ports';
import { currentCommit, migrationNames } from './app-facts.ts';
import { appliedNames } from './applied-names.ts';
import { newMigrations, nextRelease, partsToReplace, sameImages, servingRelease, unfinishedRelease } from './decide.ts';
import { releaseErrors } from './errors.ts';
import type { ReleaseGround } from './ground.ts';
import { makeRoom } from './make-room.ts';
import { type Placed, putInPlace } from './put-in-place.ts';
import { readHistory, recordRelease } from './release-history.ts';
import type { ReleaseRecord } from './release-record.ts';
import { nameOf, reasonOf, saidOfData } from './said.ts';
import { saveBefore } from './save-before.ts';

export interface AppRelease {
  readonly slug: string;
  /** `unchanged`: its sources build to what serves. */
  readonly result: 'released' | 'unchanged' | 'failed';
  /** Null: it came to none. */
  readonly release: string | null;
  /** What serves now. */
  readonly images: ReleaseImages;
  /** How many migrations it brought; of one that failed, how many of them stay. */
  readonly migrations: number;
  /** Of the database before it, relative to the workspace root. */
  readonly backup: string | null;
}

export interface ReleaseOptions {
  readonly by: string | null;
  readonly keep: number;
  readonly onProgress: (progress: Progress) => void;
  readonly now: () => Date;
  /** Runs work that changes what runs, while nobody else does. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface ReleaseEnd {
  readonly release: AppRelease;
  readonly problem: Problem | null;
}

/** Builds, saves, replaces and writes down. @throws ScalrError where it did not come as far as to replace anything */
export async function releaseApp(
  ground: ReleaseGround,
  plan: Plan,
  slug: string,
  options: ReleaseOptions,
): Promise<ReleaseEnd> {
  const { root, releases } = ground;
  const { by, keep, onProgress, now, turn } = options;
  const app = plan.apps.find((one) => one.slug === slug) as AppPlan;
  const images = await step(onProgress, `${slug} build`, () => releases.build(plan, slug));
  await turn(() => releases.settle(slug));
  const running = await releases.running(slug);
  const history = await withBaseline(ground, app, running, now());
  const interrupted = unfinishedRelease(history);
  if (partsToReplace(running, images).length === 0) {
    if (interrupted !== undefined) await recordRelease(root, slug, endOf(interrupted, running));
    return { release: { ...{ slug, result: 'unchanged', release: null, images: running }, ...NOTHING }, problem: null };
  }
  const former = interrupted?.former ?? running;
  const serving = servingRelease(history, former);
  const [time, release] = [now().toISOString(), nextRelease(history)];
  const migrations = await migrationNames(root, app);
  const begun: ReleaseRecord = {
    ...{ version: 1, release, kind: 'deploy', time, result: 'begun', images, former, to: null },
    ...{ migrations: migrations === null ? null : [...migrations], backup: null, by, reason: null },
    commit: await currentCommit(root),
  };
  await recordRelease(root, slug, begun);
  const record = async (change: Partial<ReleaseRecord>) => {
    await recordRelease(root, slug, { ...begun, ...change });
  };
  let backup: string | null = null;
  let placed: Placed;
  try {
    backup = await step(onProgress, `${slug} backup`, () => saveBefore(ground, app, release, time));
    await record({ backup });
    placed = await turn(() => putInPlace(ground, { plan, slug, images, former, onProgress }));
  } catch (cause) {
    await record({ backup, result: 'failed', reason: reasonOf(cause) });
    // A defect ends the command as one.
    if (!isScalrError(cause)) throw cause;
    const left = { slug, result: 'failed', release, images: running, migrations: 0, backup } as const;
    return { release: left, problem: cause.problems[0] as Problem };
  }
  const brought = newMigrations(serving?.migrations, migrations);
  if (placed.state === 'done') {
    await record({ backup, result: 'good' });
    await makeRoom(ground, slug, keep);
    const made = { slug, result: 'released', release, images, migrations: brought.length, backup } as const;
    return { release: made, problem: null };
  }
  const reason = reasonOf(placed.cause);
  await record({ backup, result: 'failed', reason });
  const left = { slug, result: 'failed', release, images: await releases.running(slug) } as const;
  const applied = await appliedNames(root, ground.inspection, app);
  const kept = applied === null ? brought : brought.filter((name) => applied.includes(name));
  const command = backup === null ? null : releases.restoreCommand(plan, slug, backup);
  const problem =
    placed.state === 'stuck'
      ? releaseErrors.problem('stuck', { slug, release, reason: reason.message, back: reasonOf(placed.back).message })
      : releaseErrors.problem('failed', {
          ...{ slug, release, reason: `${reason.code}: ${reason.message}`, serving: nameOf(serving) },
          data: saidOfData(kept, applied !== null, backup, command),
        });
  return { release: { ...left, migrations: kept.length, backup }, problem };
}

const NOTHING = { migrations: 0, backup: null } as const;

/** Whoever made it was killed: after the last replacement, or before. */
function endOf(interrupted: ReleaseRecord, running: ReleaseImages): ReleaseRecord {
  if (sameImages(interrupted.images, running)) return { ...interrupted, result: 'good' };
  const reason = { code: 'RELEASE_INTERRUPTED', message: 'it was interrupted, and what served before serves' };
  return { ...interrupted, result: 'failed', reason };
}

/** What served before there was a history is where the first release can be rolled back to. */
async function withBaseline(
  { root, inspection }: ReleaseGround,
  app: AppPlan,
  running: ReleaseImages,
  now: Date,
): Promise<readonly ReleaseRecord[]> {
  const { slug } = app;
  const history = await readHistory(root, slug);
  if (history.length > 0 || Object.keys(running).length === 0) return history;
  const applied = await appliedNames(root, inspection, app);
  const found: ReleaseRecord = {
    ...{ version: 1, release: 'r1', kind: 'found', time: now.toISOString(), result: 'good', images: running },
    ...{
      former: running,
      to: null,
      migrations: applied === null ? null : [...applied],
      backup: null,
      commit: null,
      by: null,
      reason: null,
    },
  };
  await recordRelease(root, slug, found);
  return [found];
}

async function step<T>(onProgress: ReleaseOptions['onProgress'], name: string, work: () => Promise<T>): Promise<T> {
  onProgress({ step: name, state: 'begin' });
  try {
    const done = await work();
    onProgress({ step: name, state: 'done' });
    return done;
  } catch (error) {
    onProgress({ step: name, state: 'failed' });
    throw error;
  }
}
