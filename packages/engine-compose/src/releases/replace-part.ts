import type { Plan } from '@scalr/plan';
import type { Replacement, ReplacementStep } from '@scalr/ports';
import { lastLines } from '../docker.ts';
import { runRecorded } from '../recorded-run.ts';
import { acceptNext, appProjectOf, dropNext, type ProjectSource, tagsOf, writeNext } from './app-files.ts';
import { besideArguments, imageExistsArguments, removeArguments } from './arguments.ts';
import { awaitHealthy } from './await-healthy.ts';
import { edgeWords } from './choose-kept.ts';
import { releaseErrors } from './errors.ts';
import { isHealthy, type PartContainer, partContainers } from './part-containers.ts';
import { pin } from './pins.ts';
import { removeAll } from './remove-all.ts';

/**
 * For who holds the lock, where one of the part runs at most.
 * @param serving references of the images of all parts of the app that serve
 */
export async function replacePart(
  tools: ProjectSource,
  plan: Plan,
  { slug, part, image }: Replacement,
  serving: readonly string[],
  onStep: (step: ReplacementStep) => void,
): Promise<void> {
  const { docker, layout } = tools;
  if ((await docker.run(imageExistsArguments(image))).code !== 0) throw releaseErrors.error('imageGone', { image });
  const project = await appProjectOf(tools, plan, slug, tagsOf([...serving, image]));
  const before = await partContainers(docker, layout.workspaceId, slug, part);
  const told = edgeWords(project.compose.services[part]?.labels ?? {});
  // The edge takes none of two containers that tell it different things of one router.
  if (before.some((one) => isHealthy(one) && edgeWords(one.labels) !== told))
    throw releaseErrors.error('routesChanged', { slug });
  // Before the first release nothing is decided: from now on what serves is, also where this one fails.
  for (const reference of serving) await pin(layout, reference);
  onStep('start');
  const file = await writeNext(tools, project);
  let fresh: readonly PartContainer[] = [];
  try {
    const argv = besideArguments(project.name, file, part, before.length + 1);
    const { code, output } = await runRecorded(docker, layout.running, argv);
    const old = new Set(before.map(({ id }) => id));
    fresh = (await partContainers(docker, layout.workspaceId, slug, part)).filter(({ id }) => !old.has(id));
    const [next] = fresh;
    if (next === undefined || code !== 0)
      throw releaseErrors.error('notHealthy', {
        ...{ container: `${slug} ${part}`, why: 'could not be started', lines: lastLines(output) },
      });
    await awaitHealthy(docker, next);
  } catch (error) {
    for (const { id } of fresh) await docker.run(removeArguments(id));
    await dropNext(layout, project.folder);
    throw error;
  }
  onStep('take-over');
  // From here on it is the one that serves, whatever happens to us.
  await pin(layout, image);
  await acceptNext(tools, project);
  onStep('drain');
  await removeAll(tools, before);
}
