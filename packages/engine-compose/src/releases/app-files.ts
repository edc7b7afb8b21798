import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ContainerProject, printCompose, renderProjects } from '@scalr/containers';
import { writeIfChanged } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { Docker } from '../docker.ts';
import type { ComposeLayout } from '../layout.ts';
import { ensureEdgeNetwork } from '../network.ts';
import { COMPOSE_FILE } from '../render.ts';
import { type AuthentikInput, readRenderInput } from '../render-input.ts';
import { type Pins, parseReference } from './pins.ts';

/** Beside the file of what serves, until what is in it serves. */
const NEXT_FILE = 'docker-compose.next.yml';

export interface ProjectSource {
  readonly docker: Docker;
  readonly layout: ComposeLayout;
  readonly ids: { readonly uid: number; readonly gid: number };
  /** @param subnets of the network of the edge */
  readonly authentik: (plan: Plan, subnets: readonly string[]) => Promise<AuthentikInput>;
}

/** The project of an app with these images; others are as `latest`. */
export async function appProjectOf(
  { docker, layout, ids, authentik }: ProjectSource,
  plan: Plan,
  slug: string,
  tags: Pins,
): Promise<ContainerProject> {
  const tagOf = (image: string) => tags[image] ?? 'latest';
  const told = await authentik(plan, await ensureEdgeNetwork(docker));
  const input = await readRenderInput(plan, { layout, ids, authentik: told, tagOf });
  const project = renderProjects(plan, input).find((one) => one.slug === slug);
  if (project === undefined) throw new Error(`the plan has no app ${slug}`);
  return project;
}

/** Tag by image of references: what {@link appProjectOf} takes. */
export const tagsOf = (references: readonly string[]): Pins =>
  Object.fromEntries(references.map(parseReference).map(({ image, tag }) => [image, tag]));

/** Writes everything a container of it mounts, and how it would be started; answers the path of that. */
export async function writeNext({ layout }: ProjectSource, project: ContainerProject): Promise<string> {
  const folder = join(layout.folder, project.folder);
  for (const [path, { content, mode }] of project.files)
    await writeIfChanged(join(folder, path), content, mode === undefined ? {} : { mode });
  for (const [path, secret] of Object.entries(project.secrets)) {
    const parent = dirname(join(folder, path));
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await chmod(parent, 0o700);
    // The folder keeps others out; in the container the user is another one.
    await writeIfChanged(join(folder, path), secret, { mode: 0o444 });
  }
  const next = join(folder, NEXT_FILE);
  await writeIfChanged(next, printCompose(project.compose));
  return next;
}

/** What was next is what serves. */
export async function acceptNext({ layout }: ProjectSource, project: ContainerProject): Promise<void> {
  await writeIfChanged(join(layout.folder, project.folder, COMPOSE_FILE), printCompose(project.compose));
  await dropNext(layout, project.folder);
}

/** The file of what serves is as it was. */
export async function dropNext({ folder }: ComposeLayout, project: string): Promise<void> {
  await rm(join(folder, project, NEXT_FILE), { force: true });
}
