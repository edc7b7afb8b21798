import { downArguments, projectVolumesArguments, removeVolumesArguments } from './commands.ts';
import type { Container } from './container.ts';
import { type Docker, lastLines } from './docker.ts';
import { errors } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import { keepLogs } from './kept-logs.ts';
import type { ComposeLayout } from './layout.ts';
import { runRecorded } from './recorded-run.ts';

/** Its data outlive everything but the hand of who removes the volume: people and their passwords are in it. */
const IDENTITY_PROJECT = 'scalr-auth';
const AT_ONCE = 4;

/**
 * Ends the projects of these containers, each part in the time that it is given.
 * @throws ScalrError `DOCKER_FAILED`
 */
export async function takeDown(
  docker: Docker,
  layout: ComposeLayout,
  containers: readonly Container[],
  { volumes }: { readonly volumes: boolean },
): Promise<void> {
  await keepLogs(docker, layout, containers);
  const projects = [...new Set(containers.map(({ project }) => project))];
  await inParallel(projects, AT_ONCE, async (project) => {
    const args = downArguments(project, { volumes: volumes && project !== IDENTITY_PROJECT });
    const { code, output } = await runRecorded(docker, layout.running, args);
    if (code !== 0)
      throw errors.error('dockerFailed', { command: `docker compose down of ${project}`, detail: lastLines(output) });
  });
}

/** Removes what an app kept while nothing of it runs. */
export async function removeVolumes(docker: Docker, project: string): Promise<void> {
  const names = (await docker.read(projectVolumesArguments(project))).split('\n').filter((name) => name !== '');
  if (names.length > 0) await docker.read(removeVolumesArguments(names));
}
