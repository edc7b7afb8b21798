import { chmod, mkdir } from 'node:fs/promises';
import { type ContainerProject, renderProjects } from '@scalr/containers';
import { includesChoice, type Plan } from '@scalr/plan';
import type { UpOptions, UpResult } from '@scalr/ports';
import { bringUp, isSettled, throwCore } from './bring-up.ts';
import { readBroughtUp, writeBroughtUp } from './brought-up.ts';
import { type BuiltImages, buildImages, tagOf } from './build-images.ts';
import { type Container, isServing, listContainers } from './container.ts';
import type { Docker } from './docker.ts';
import { errors } from './errors.ts';
import { imageBuilds } from './image-builds.ts';
import { inParallel } from './in-parallel.ts';
import { rememberDatabases } from './known-databases.ts';
import type { ComposeLayout } from './layout.ts';
import { ensureEdgeNetwork } from './network.ts';
import { awaitApps, awaitGone, awaitHub } from './reach.ts';
import { stopForgotten } from './recorded-run.ts';
import { releasedTags, settleApps } from './releases/converge.ts';
import { type AuthentikInput, readRenderInput } from './render-input.ts';
import { takeDown } from './take-down.ts';
import { writeProjects } from './write-projects.ts';

export interface ApplyOptions extends UpOptions {
  readonly docker: Docker;
  readonly layout: ComposeLayout;
  readonly ids: { readonly uid: number; readonly gid: number };
  /** @param subnets of the network of the edge */
  readonly authentik: (plan: Plan, subnets: readonly string[]) => Promise<AuthentikInput>;
}

/** Containers of a few projects start side by side: each waits most of its time. */
const AT_ONCE = 4;

/** Makes a plan true. Only for who holds the lock. */
export async function apply(plan: Plan, options: ApplyOptions): Promise<UpResult> {
  const { docker, layout, onProgress } = options;
  await docker.requireRunning();
  await makeFolder(layout);
  await stopForgotten(layout.running);
  let before = await ownContainers(docker, layout);
  const former = before.length === 0 ? null : await readBroughtUp(layout);
  if (former !== null && !includesChoice(plan.choice, former.plan.choice))
    return { overtaken: true, changed: false, problems: [] };
  // What a release decided is not for us to undo.
  if (await settleApps(options, plan, before)) before = await ownContainers(docker, layout);
  const released = await releasedTags(options, plan);
  const authentik = await options.authentik(plan, await ensureEdgeNetwork(docker));
  const built = await build(plan, options, authentik, released);
  const tag = (image: string) => released[image] ?? tagOf(built.ids[image] ?? 'latest');
  const projects = renderProjects(plan, await readRenderInput(plan, { ...options, authentik, tagOf: tag }));
  throwCore(projects, built.problems);
  await writeProjects(projects, layout.folder);
  await writeBroughtUp(layout, plan, built.problems);
  await rememberDatabases(layout, plan);

  const fit = projects.filter(({ name }) => !built.problems.has(name));
  const unsettled = fit.filter((project) => !isSettled(project, before));
  const gone = goneProjects(projects, before);
  await takeDown(
    docker,
    layout,
    before.filter(({ project }) => gone.includes(project)),
    { volumes: false },
  );
  const failures = await inParallel(unsettled, AT_ONCE, async (project) => ({
    name: project.name,
    problem: await bringUp(project, before, options),
  }));
  const problems = new Map(built.problems);
  for (const { name, problem } of failures) if (problem !== null) problems.set(name, problem);
  await writeBroughtUp(layout, plan, problems);
  throwCore(projects, problems);

  const step = 'portal answers';
  if (unsettled.length > 0) onProgress({ step, state: 'begin' });
  const changed = unsettled.filter(({ name }) => !problems.has(name)).flatMap(({ slug }) => slug ?? []);
  await Promise.all([awaitHub(plan), awaitApps(plan, changed)]);
  if (former !== null) await awaitGone(former.plan, plan);
  if (unsettled.length > 0) onProgress({ step, state: 'done', detail: plan.portalUrl });
  const isSame = unsettled.length === 0 || servingIds(before) === servingIds(await ownContainers(docker, layout));
  return { overtaken: false, changed: gone.length > 0 || !isSame, problems: [...problems.values()] };
}

async function makeFolder({ folder }: ComposeLayout): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Files of secrets in it are readable by all, since a container's user is another one.
    await chmod(folder, 0o700);
  } catch (cause) {
    throw errors.error('stateUnusable', { folder, detail: (cause as Error).message }, { cause });
  }
}

/** @throws ScalrError `COMPOSE_OTHER_PLATFORM` */
async function ownContainers(docker: Docker, { workspaceId }: ComposeLayout): Promise<readonly Container[]> {
  const all = await listContainers(docker);
  const others = all.filter((one) => one.workspaceId !== workspaceId && one.project.startsWith('scalr-'));
  if (others.length > 0) {
    const names = others.map(({ name }) => name);
    const containers =
      names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    throw errors.error('otherPlatform', { containers });
  }
  return all.filter((one) => one.workspaceId === workspaceId);
}

async function build(
  plan: Plan,
  options: ApplyOptions,
  authentik: AuthentikInput,
  released: Readonly<Record<string, string>>,
): Promise<BuiltImages> {
  const { docker, layout, onProgress } = options;
  const input = await readRenderInput(plan, { ...options, authentik, tagOf: () => 'latest' });
  let step: string | null = null;
  const builds = imageBuilds(renderProjects(plan, input), layout.folder);
  const unreleased = builds.filter(({ image }) => released[image] === undefined);
  const built = await buildImages(unreleased, {
    ...{ docker, layout },
    onBuild: (images) => {
      step = images.length === 1 ? `build ${images[0]}` : `build ${images.length} images`;
      onProgress({ step, state: 'begin' });
    },
  });
  if (step !== null) onProgress({ step, state: built.problems.size === 0 ? 'done' : 'failed' });
  return built;
}

/** Projects of apps that are in no plan any more. */
function goneProjects(projects: readonly ContainerProject[], before: readonly Container[]): readonly string[] {
  const names = new Set(projects.map(({ name }) => name));
  return [...new Set(before.map(({ project }) => project))].filter((name) => !names.has(name));
}

const servingIds = (containers: readonly Container[]) =>
  containers
    .filter(isServing)
    .map(({ id }) => id)
    .sort()
    .join(' ');
