import { imageOf } from '@scalr/containers';
import { withFileLock } from '@scalr/fileset';
import type { ReleaseImages, ReleasePart, Releases } from '@scalr/ports';
import { buildImages, tagOf } from './build-images.ts';
import { imageBuilds } from './image-builds.ts';
import { stopForgotten } from './recorded-run.ts';
import { appProjectOf, dropNext } from './releases/app-files.ts';
import { imageListArguments, untagArguments } from './releases/arguments.ts';
import { chooseKept } from './releases/choose-kept.ts';
import { releaseErrors } from './releases/errors.ts';
import { isHealthy, type PartContainer, partContainers } from './releases/part-containers.ts';
import { pin, readPins } from './releases/pins.ts';
import { type ReleaseTools, removeAll, replacePart } from './releases/replace-part.ts';

const PARTS: readonly ReleasePart[] = ['backend', 'frontend'];
const LOCK_WAIT_MS = 60_000;

/** Apps as images of this Docker, one beside the other for as long as it takes to change over. */
export function createComposeReleases(tools: ReleaseTools): Releases {
  const { docker, layout } = tools;
  const containersOf = (slug: string, part: ReleasePart) => partContainers(docker, layout.workspaceId, slug, part);
  const decidedFor = async (slug: string, part: ReleasePart) => {
    const image = imageOf(`${slug}-${part}`);
    const tag = (await readPins(layout))[image];
    return tag === undefined ? undefined : `${image}:${tag}`;
  };

  const running = async (slug: string): Promise<ReleaseImages> => {
    const images: Partial<Record<ReleasePart, string>> = {};
    for (const part of PARTS) {
      const kept = chooseKept(await containersOf(slug, part), await decidedFor(slug, part));
      if (kept?.state === 'running') images[part] = kept.image;
    }
    return images;
  };

  const settle = async (slug: string): Promise<void> => {
    await stopForgotten(layout.running);
    await dropNext(layout, `apps/${slug}`);
    for (const part of PARTS) {
      const containers = await containersOf(slug, part);
      const decided = await decidedFor(slug, part);
      const kept = chooseKept(containers, decided);
      if (kept === undefined || containers.length === 1) continue;
      // What was decided for does not come up: what serves is decided for then.
      if (decided !== undefined && kept.image !== decided && isHealthy(kept)) await pin(layout, kept.image);
      await removeAll(
        tools,
        containers.filter(({ id }) => id !== kept.id),
      );
    }
  };

  const locked = <T>(work: () => Promise<T>) => withFileLock(layout.lock, work, { waitMs: LOCK_WAIT_MS });

  return {
    running,
    settle: (slug) => locked(() => settle(slug)),
    build: async (plan, slug) => {
      const project = await appProjectOf(tools, plan, slug, {});
      const builds = imageBuilds([project], layout.folder);
      const { ids, problems } = await locked(() => buildImages(builds, { docker, layout, onBuild: () => {} }));
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
      locked(async () => {
        await settle(replacement.slug);
        const serving = Object.values(await running(replacement.slug));
        await replacePart(tools, plan, replacement, serving, onStep);
      }),
    forget: async (slug, keep) => {
      const kept = new Set(keep.flatMap((images) => Object.values(images)));
      const containers: PartContainer[] = [];
      const references: string[] = [];
      for (const part of PARTS) {
        containers.push(...(await containersOf(slug, part)));
        references.push(...(await docker.read(imageListArguments(imageOf(`${slug}-${part}`)))).split('\n'));
      }
      for (const { image } of containers) kept.add(image);
      const gone = references.filter((one) => /:[0-9a-f]{12}$/.test(one) && !kept.has(one));
      for (const reference of gone) await docker.run(untagArguments(reference));
      return gone;
    },
    restoreCommand: (plan, slug, folder) => {
      const database = plan.databases.find(({ owner }) => owner === slug);
      if (database === undefined) return null;
      const restore = `pg_restore -U postgres --clean --if-exists --exit-on-error -d ${database.name}`;
      return `docker compose -p scalr-${slug} exec -T db ${restore} < ${folder}/database.dump`;
    },
  };
}
