import { join } from 'node:path';
import type { ContainerProject, RenderInput } from '@scalr/containers';
import { isScalrError, type Problem } from '@scalr/errors';
import { HUB_SLUG } from '@scalr/plan';
import type { Docker } from './commands.ts';
import { buildImages } from './images.ts';

export interface BuiltProjects {
  /** Rendered with the tags of what was built. */
  readonly projects: readonly ContainerProject[];
  /** Names of those that could not be built; they stay as they are. */
  readonly unbuilt: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Builds what there is to build, one after the other: of two at once that share a stage each would make one of its own,
 * and the next build might find the other one, which is another image.
 * @param out absolute path of the folder that projects are rendered for
 * @param render the projects, with these tags
 * @throws ScalrError `SWARM_BUILD_FAILED` where it is no single app's, but the hub's or the platform's
 */
export async function buildProjects(
  docker: Docker,
  { out, registry }: { readonly out: string; readonly registry: string | null },
  render: (tagOf: RenderInput['tagOf']) => Promise<readonly ContainerProject[]>,
): Promise<BuiltProjects> {
  const tags = new Map<string, string>();
  const problems = new Map<string, readonly Problem[]>();
  for (const project of await render(() => 'latest')) {
    try {
      const built = await buildImages(docker, project, join(out, project.folder), registry);
      for (const [image, tag] of built) tags.set(image, tag);
    } catch (error) {
      if (!isScalrError(error) || project.slug === null || project.slug === HUB_SLUG) throw error;
      problems.set(project.name, error.problems);
    }
  }
  const projects = await render((image) => tags.get(image) ?? 'latest');
  return {
    projects: projects.filter(({ name }) => !problems.has(name)),
    unbuilt: new Set(problems.keys()),
    problems: [...problems.values()].flat(),
  };
}
