import { isScalrError, type Problem } from '@scalr/errors';
import type { Plan } from '@scalr/plan';
import type { Progress } from '@scalr/ports';
import { whileApplying } from '../life/turn.ts';
import { runningApp } from '../named-apps.ts';
import type { Platform } from '../platform.ts';
import { type AppRelease, releaseApp } from './deploy-app.ts';
import { freshPlan, productionPlan, type ReleaseGround, releaseGround, whileReleasing } from './ground.ts';
import { reasonOf } from './said.ts';

export interface DeployWish {
  /** Left out or empty: every app that runs and whose sources build to something else. */
  readonly apps?: readonly string[];
  /** Who asks; null: not known. */
  readonly by: string | null;
  /** How many good releases of each app keep their images, and how many backups stay. */
  readonly keep: number;
  readonly onProgress: (progress: Progress) => void;
  readonly now?: () => Date;
}

export interface DeployReport {
  /** In the order they were deployed. */
  readonly apps: readonly AppRelease[];
  /** One of each app that was not released. */
  readonly problems: readonly Problem[];
}

/**
 * Puts what the sources are now in the place of what serves, app by app, without losing a request. A release that does
 * not come up is taken back, and the next app goes on.
 * @throws ScalrError `RELEASES_NOT_HERE`, `RELEASE_NEEDS_PLATFORM`, `RELEASE_NEEDS_PRODUCTION`, `FILE_LOCKED`, or what is
 *   wrong with an app that is named
 */
export async function deploy(platform: Platform, wish: DeployWish): Promise<DeployReport> {
  const ground = releaseGround(platform, 'deploy');
  const former = await productionPlan(ground);
  const { apps: asked = [] } = wish;
  for (const slug of asked) await runningApp(platform, former, slug, 'deploy');
  return whileReleasing(ground, async () => {
    const plan = await freshPlan(ground, asked);
    const apps: AppRelease[] = [];
    const problems: Problem[] = [];
    for (const slug of asked.length > 0 ? [...new Set(asked)] : slugsOf(former, plan)) {
      const { release, problem } = await oneApp(platform, ground, plan, slug, wish);
      apps.push(release);
      if (problem !== null) problems.push(problem);
    }
    return { apps, problems };
  });
}

async function oneApp(
  { identity }: Platform,
  ground: ReleaseGround,
  plan: Plan,
  slug: string,
  { by, keep, onProgress, now = () => new Date() }: DeployWish,
) {
  const turn = <T>(work: () => Promise<T>) => whileApplying(ground.root, work);
  const ended = await releaseApp(ground, plan, slug, { by, keep, onProgress, now, turn }).catch((error: unknown) => ({
    release: { slug, result: 'failed', release: null, images: {}, migrations: 0, backup: null } as const,
    problem: problemOf(error),
  }));
  // A changed manifest came with it, and the provider has to know it as well.
  if (ended.release.result === 'released') await identity.syncClients(plan.clients);
  return ended;
}

/** Those that run and still shall. */
function slugsOf(former: Plan, plan: Plan): readonly string[] {
  const wanted = new Set(plan.apps.map(({ slug }) => slug));
  return former.apps.map(({ slug }) => slug).filter((slug) => wanted.has(slug));
}

function problemOf(error: unknown): Problem {
  // A defect ends the command as one.
  if (!isScalrError(error)) throw error;
  const { code, message } = reasonOf(error);
  return error.problems[0] ?? { code, message, fix: error.fix };
}
