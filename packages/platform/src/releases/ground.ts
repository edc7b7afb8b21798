import { join } from 'node:path';
import { withFileLock } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { Inspection, Releases } from '@scalr/ports';
import { withAppFiles } from '../life/turn.ts';
import { makePlan } from '../make-plan.ts';
import type { Platform } from '../platform.ts';
import { releaseErrors } from './errors.ts';

/** What a release needs of the platform. */
export type ReleaseGround = Pick<Platform, 'root' | 'engine' | 'databases'> & {
  readonly releases: Releases;
  /** Asked which migrations are applied; without it nobody knows. */
  readonly inspection?: Inspection;
};

/**
 * @param command what was typed, for the error
 * @throws ScalrError `RELEASES_NOT_HERE`
 */
export function releaseGround(
  { root, engine, databases, releases, inspection }: Platform,
  command: string,
): ReleaseGround {
  if (releases === undefined) throw releaseErrors.error('notHere', { command });
  return { root, engine, databases, releases, inspection };
}

/** @throws ScalrError `RELEASE_NEEDS_PLATFORM`, `RELEASE_NEEDS_PRODUCTION` */
export async function productionPlan({ engine }: ReleaseGround): Promise<Plan> {
  const plan = await engine.current();
  if (plan === null) throw releaseErrors.error('platformDown', {});
  if (plan.mode !== 'production') throw releaseErrors.error('editMode', {});
  return plan;
}

/** What the files say now of what runs. */
export async function freshPlan({ root, engine }: ReleaseGround, asked: readonly string[]): Promise<Plan> {
  const former = await engine.current();
  if (former === null) throw releaseErrors.error('platformDown', {});
  const ground = await engine.prepare({});
  const { mode, choice } = former;
  const { plan } = await withAppFiles(root, () => makePlan({ root, mode, ground, choice, asked, former }));
  return plan;
}

/**
 * Runs `work` while nobody else of this workspace releases anything.
 * @throws ScalrError `FILE_LOCKED`
 */
export function whileReleasing<T>({ root }: ReleaseGround, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(root, '.scalr/release.lock'), work);
}
