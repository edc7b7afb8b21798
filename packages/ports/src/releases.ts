import type { Plan } from '@scalr/plan';

/** What of an app is built and replaced by itself. */
export type ReleasePart = 'backend' | 'frontend';

/** Identifies what was built, by part; a part the app does not have is left out. Never changes its meaning. */
export type ReleaseImages = Readonly<Partial<Record<ReleasePart, string>>>;

export interface Replacement {
  readonly slug: string;
  readonly part: ReleasePart;
  /** What serves afterwards. */
  readonly image: string;
}

/** What a replacement does, in this order. */
export type ReplacementStep = 'start' | 'take-over' | 'drain';

/**
 * Apps as built images, one in the place of another while requests are served. Only engines of servers have it, in
 * production mode. Every method may be called again after it was interrupted at any moment.
 */
export interface Releases {
  /**
   * Builds an app as its sources are now; changes nothing that runs. The same sources give the same images.
   * @throws ScalrError `RELEASE_NOT_BUILT` with the last lines of the build
   */
  build(plan: Plan, slug: string): Promise<ReleaseImages>;
  /** What serves now; a part that does not run is left out. */
  running(slug: string): Promise<ReleaseImages>;
  /** Ends what an interrupted replacement left: one of each part stays, the one that was decided for and is healthy. */
  settle(slug: string): Promise<void>;
  /**
   * Starts the new one beside the old one, waits until it is healthy, lets the edge take it in, drains the old one and
   * removes it. `Engine.up` keeps to the image from then on, whatever the sources say.
   * @throws ScalrError `RELEASE_NOT_HEALTHY`, `RELEASE_IMAGE_GONE`; the old one then serves as before, the new one is gone
   */
  replace(plan: Plan, replacement: Replacement, onStep: (step: ReplacementStep) => void): Promise<void>;
  /** Removes images of the app, but for those that are named and those that run. Answers which are gone. */
  forget(slug: string, keep: readonly ReleaseImages[]): Promise<readonly string[]>;
  /** What a person types to put a saved database back in the place of what is there; null: the app has none. */
  restoreCommand(plan: Plan, slug: string, folder: string): string | null;
}
