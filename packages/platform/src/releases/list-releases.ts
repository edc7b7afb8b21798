import { runningApp } from '../named-apps.ts';
import type { Platform } from '../platform.ts';
import { servingRelease } from './decide.ts';
import { releaseGround } from './ground.ts';
import { readHistory } from './release-history.ts';
import type { ReleaseRecord } from './release-record.ts';

export interface AppReleases {
  readonly slug: string;
  /** Name of the release whose images serve; null: the platform is down, or no known one does. */
  readonly serving: string | null;
  /** Oldest first. */
  readonly releases: readonly ReleaseRecord[];
}

/**
 * The history of one app, or of all that run.
 * @throws ScalrError `RELEASES_NOT_HERE`, `APP_UNKNOWN`, `APP_NOT_UP`
 */
export async function listReleases(platform: Platform, slug?: string): Promise<readonly AppReleases[]> {
  const { root, releases } = releaseGround(platform, 'releases');
  const plan = await platform.engine.current();
  if (slug !== undefined && plan !== null) await runningApp(platform, plan, slug, 'releases');
  const slugs = slug !== undefined ? [slug] : (plan?.apps.map((app) => app.slug) ?? []);
  return Promise.all(
    slugs.map(async (one) => {
      const history = await readHistory(root, one);
      const serving = plan === null ? undefined : servingRelease(history, await releases.running(one));
      return { slug: one, serving: serving?.release ?? null, releases: history };
    }),
  );
}
