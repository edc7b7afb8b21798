import type { Plan } from '@scalr/plan';
import type { Progress, ReleaseImages } from '@scalr/ports';
import { partsToReplace } from './decide.ts';
import type { ReleaseGround } from './ground.ts';

export interface PutInPlace {
  readonly plan: Plan;
  readonly slug: string;
  /** What shall serve. */
  readonly images: ReleaseImages;
  /** What serves again where that does not come up. */
  readonly former: ReleaseImages;
  readonly onProgress: (progress: Progress) => void;
}

/** How it ended: with the new ones; with the former ones, and why; or neither, with both reasons. */
export type Placed =
  | { readonly state: 'done' }
  | { readonly state: 'taken-back'; readonly cause: unknown }
  | { readonly state: 'stuck'; readonly cause: unknown; readonly back: unknown };

/** Replaces one part after another; one that does not come up takes those before it back. */
export async function putInPlace(ground: ReleaseGround, wish: PutInPlace): Promise<Placed> {
  try {
    await replaceParts(ground, wish, wish.images);
    return { state: 'done' };
  } catch (cause) {
    try {
      await replaceParts(ground, wish, wish.former);
      return { state: 'taken-back', cause };
    } catch (back) {
      return { state: 'stuck', cause, back };
    }
  }
}

async function replaceParts(
  { releases }: ReleaseGround,
  { plan, slug, onProgress }: PutInPlace,
  images: ReleaseImages,
): Promise<void> {
  for (const part of partsToReplace(await releases.running(slug), images)) {
    const step = `${slug} ${part}`;
    onProgress({ step, state: 'begin' });
    try {
      // The parts to replace are those that have an image.
      await releases.replace(plan, { slug, part, image: images[part] as string }, () => {});
    } catch (error) {
      onProgress({ step, state: 'failed' });
      throw error;
    }
    onProgress({ step, state: 'done' });
  }
}
