import { join } from 'node:path';
import type { ContainerProject } from '@scalr/containers';

/** One image that is built here. All paths are absolute. */
export interface ImageBuild {
  /** Without its tag: `scalr/hello-backend`. */
  readonly image: string;
  /** Project it belongs to. */
  readonly project: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
}

/** @param out folder that the projects are rendered into */
export function imageBuilds(projects: readonly ContainerProject[], out: string): readonly ImageBuild[] {
  return projects.flatMap(({ name, folder, compose }) =>
    Object.values(compose.services).flatMap(({ image, build }): ImageBuild[] => {
      if (build === undefined) return [];
      const resolve = (path: string) => join(out, folder, path);
      const context = resolve(build.context);
      const contexts = Object.entries(build.additional_contexts ?? {});
      return [
        {
          image: untagged(image),
          project: name,
          context,
          dockerfile: join(context, build.dockerfile),
          contexts: Object.fromEntries(contexts.map(([key, path]) => [key, resolve(path)])),
          args: build.args ?? {},
        },
      ];
    }),
  );
}

const untagged = (image: string): string => image.replace(/:[^:/]*$/, '');

/** Name of the target in the bake file: it takes letters, digits, `-` and `_`. */
export const targetOf = ({ image }: Pick<ImageBuild, 'image'>): string => image.replace(/[^a-z0-9-]/gi, '-');

/** A file for `docker buildx bake` (https://docs.docker.com/build/bake/reference/), which builds all of it at once. */
export function bakeFile(builds: readonly ImageBuild[]): object {
  const targets = builds.map((build) => [
    targetOf(build),
    {
      ...{ context: build.context, dockerfile: build.dockerfile, contexts: build.contexts, args: build.args },
      tags: [`${build.image}:latest`],
    },
  ]);
  return { target: Object.fromEntries(targets) };
}
