import { type ContainerProject, printCompose } from '@scalr/containers';
import { type FileSet, fileSet } from '@scalr/fileset';
import { renderReadme } from './render-readme.ts';

/** Of each project, in its folder. */
export const COMPOSE_FILE = 'docker-compose.yml';

/**
 * What is written for Docker Compose: of each project its compose file and what it mounts, and a page that says how to
 * bring it up by hand. Holds no secret. Pure: the same projects give the same bytes.
 * @param projects in the order in which they are brought up
 */
export function renderFiles(projects: readonly ContainerProject[]): FileSet {
  return fileSet([
    ['README.md', renderReadme(projects)],
    ['.gitignore', 'secrets/\n'],
    ...projects.flatMap(({ folder, compose, files }) => [
      [`${folder}/${COMPOSE_FILE}`, printCompose(compose)] as const,
      ...[...files].map(([path, entry]) => [`${folder}/${path}`, entry] as const),
    ]),
  ]);
}
