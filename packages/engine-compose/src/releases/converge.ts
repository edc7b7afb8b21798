import type { Plan } from '@scalr/plan';
import type { ReleasePart } from '@scalr/ports';
import { dropNext } from './app-files.ts';
import { imageExistsArguments } from './arguments.ts';
import { chooseKept } from './choose-kept.ts';
import { isHealthy, partContainers } from './part-containers.ts';
import { type Pins, pin, readPins, referenceOf } from './pins.ts';
import { type ReleaseState, removeAll } from './remove-all.ts';

export const PARTS: readonly ReleasePart[] = ['backend', 'frontend'];

/**
 * Ends what an interrupted release of an app left: of each part one container stays. Only for who holds the lock and
 * has ended what a killed caller left behind.
 */
export async function settleApp({ docker, layout }: ReleaseState, slug: string): Promise<void> {
  await dropNext(layout, `apps/${slug}`);
  for (const part of PARTS) {
    const containers = await partContainers(docker, layout.workspaceId, slug, part);
    const decided = referenceOf(await readPins(layout), slug, part);
    const kept = chooseKept(containers, decided);
    if (kept === undefined || containers.length === 1) continue;
    // What was decided for does not come up: what serves is decided for then.
    if (decided !== undefined && kept.image !== decided && isHealthy(kept)) await pin(layout, kept.image);
    const going = containers.filter(({ id }) => id !== kept.id);
    await removeAll({ docker, layout }, going);
  }
}

/** {@link settleApp} for every app that has more than one container of a part. */
export async function settleApps(
  state: ReleaseState,
  { apps }: Plan,
  containers: readonly { readonly process: string }[],
): Promise<boolean> {
  const names = containers.map(({ process }) => process);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const slugs = apps.map(({ slug }) => slug).filter((slug) => twice.has(slug) || twice.has(`${slug}.frontend`));
  for (const slug of slugs) await settleApp(state, slug);
  return slugs.length > 0;
}

/** Tag by image of what releases decided to serve and what is still there. In edit mode apps follow their sources. */
export async function releasedTags({ docker, layout }: ReleaseState, { mode }: Plan): Promise<Pins> {
  if (mode === 'edit') return {};
  const tags: Record<string, string> = {};
  for (const [image, tag] of Object.entries(await readPins(layout))) {
    if ((await docker.run(imageExistsArguments(`${image}:${tag}`))).code === 0) tags[image] = tag;
  }
  return tags;
}
