import { imageOf } from '@scalr/containers';
import { withFileLock } from '@scalr/fileset';
import type { ReleaseImages, ReleasePart, Releases } from '@scalr/ports';
import { buildImages, tagOf } from './build-images.ts';
import { createDocker } from './docker.ts';
import type { ComposeEngineOptions } from './engine.ts';
import { imageBuilds } from './image-builds.ts';
import { stopForgotten } from './recorded-run.ts';
import { appProjectOf } from './releases/app-files.ts';
import { imageListArguments, untagArguments } from './releases/arguments.ts';
import { chooseKept } from './releases/choose-kept.ts';
import { PARTS, settleApp } from './releases/converge.ts';
import { releaseErrors } from './releases/errors.ts';
import { partContainers } from './releases/part-containers.ts';
import { readPins, referenceOf } from './releases/pins.ts';
import { replacePart } from './releases/replace-part.ts';
import { restoreLine } from './releases/restore-line.ts';

/** As of the engine: whoever comes second waits for the images of who came first. */
const TURN_WITHIN_MS = 30 * 60_000;

export type ComposeReleasesOptions = Pick<ComposeEngineOptions, 'layout' | 'environment' | 'ids' | 'authentik'>;

/** Apps as images of this Docker, one beside the other for as long as it takes to change over. */
export function createComposeReleases(options: ComposeReleasesOptions): Releases {
  const { layout } = options;
  const docker = createDocker(options.environment);
  const tools = { ...options, docker };
  const containersOf = (slug: string, part: ReleasePart) => partContainers(docker, layout.workspaceId, slug, part);
  const inTurn = <T>(work: () => Promise<T>) =>
    withFileLock(
      layout.lock,
      async () => {
        await stopForgotten(layout.running);
        return work();
      },
      { waitMs: TURN_WITHIN_MS },
    );

  const running = async (slug: string): Promise<ReleaseImages> => {
    const images: Partial<Record<ReleasePart, string>> = {};
    const pins = await readPins(layout);
    for (const part of PARTS) {
      const kept = chooseKept(await containersOf(slug, part), referenceOf(pins, slug, part));
      if (kept?.state === 'running') images[part] = kept.image;
    }
    return images;
  };

  return {
    running,
    settle: (slug) => inTurn(() => settleApp(tools, slug)),
    build: async (plan, slug) => {
      const builds = imageBuilds([await appProjectOf(tools, plan, slug, {})], layout.folder);
      const { ids, problems } = await inTurn(() => buildImages(builds, { docker, layout, onBuild: () => {} }));
      const [problem] = problems.values();
      if (problem !== undefined) throw releaseErrors.error('notBuilt', { slug, lines: problem.message });
      const images: Partial<Record<ReleasePart, string>> = {};
      for (const part of PARTS) {
        const image = imageOf(`${slug}-${part}`);
        const id = ids[image];
        if (id !== undefined) images[part] = `${image}:${tagOf(id)}`;
      }
      return images;
    },
    replace: (plan, replacement, onStep) =>
      inTurn(async () => {
        await settleApp(tools, replacement.slug);
        const serving = Object.values(await running(replacement.slug));
        await replacePart(tools, plan, replacement, serving, onStep);
      }),
    forget: async (slug, keep) => {
      const kept = new Set(keep.flatMap((images) => Object.values(images)));
      const references: string[] = [];
      for (const part of PARTS) {
        for (const { image } of await containersOf(slug, part)) kept.add(image);
        references.push(...(await docker.read(imageListArguments(imageOf(`${slug}-${part}`)))).split('\n'));
      }
      // Others than by their ids were not tagged by us.
      const gone = references.filter((one) => /:[0-9a-f]{12}$/.test(one) && !kept.has(one));
      for (const reference of gone) await docker.run(untagArguments(reference));
      return gone;
    },
    restoreCommand: (plan, slug, folder) => restoreLine(plan, slug, folder),
  };
}
