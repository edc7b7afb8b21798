import { join } from 'node:path';
import { type ContainerProject, LABELS } from '@scalr/containers';
import { type Problem, ScalrError } from '@scalr/errors';
import { engineErrors, type Progress } from '@scalr/ports';
import { upArguments } from './commands.ts';
import { type Container, isServing, listContainers } from './container.ts';
import { type Docker, lastLines } from './docker.ts';
import { errors } from './errors.ts';
import { keepLogs, linesOf } from './kept-logs.ts';
import type { ComposeLayout } from './layout.ts';
import { runRecorded } from './recorded-run.ts';
import { COMPOSE_FILE } from './render.ts';

export interface BringUpOptions {
  readonly docker: Docker;
  readonly layout: ComposeLayout;
  readonly onProgress: (progress: Progress) => void;
}

/** Everything of it serves, as it is to be, and nothing else is there. */
export function isSettled({ name, compose }: ContainerProject, containers: readonly Container[]): boolean {
  const mine = containers.filter(({ project }) => project === name);
  const services = Object.entries(compose.services);
  return (
    mine.every(({ service, release }) => release === (compose.services[service]?.labels?.[LABELS.release] ?? null)) &&
    services.every(([service]) => mine.some((one) => one.service === service && isServing(one)))
  );
}

/** Two that were started by hand at the same time, or what a killed caller was just about to remove. */
const WORTH_A_SECOND_TRY =
  /Conflict\. The container name|is already in progress|No such container|is marked for removal/;
const PORT_TAKEN = /port is already allocated|address already in use|ports are not available/i;

/**
 * Brings one project up and waits until it serves.
 * @returns null: it does
 */
export async function bringUp(
  project: ContainerProject,
  before: readonly Container[],
  { docker, layout, onProgress }: BringUpOptions,
): Promise<Problem | null> {
  const step = `start ${nameOf(project)}`;
  onProgress({ step, state: 'begin' });
  const going = before.filter(
    ({ project: name, service, release }) =>
      name === project.name && release !== project.compose.services[service]?.labels?.[LABELS.release],
  );
  await keepLogs(docker, layout, going);
  const args = upArguments(project.name, join(layout.folder, project.folder, COMPOSE_FILE));
  let done = await runRecorded(docker, layout.running, args);
  if (done.code !== 0 && WORTH_A_SECOND_TRY.test(done.output)) done = await runRecorded(docker, layout.running, args);
  if (done.code === 0) {
    onProgress({ step, state: 'done' });
    return null;
  }
  onProgress({ step, state: 'failed' });
  return whyNot(project, done.output, { docker, layout });
}

/** Takes the name of the app as users know it. */
const nameOf = ({ name }: ContainerProject) => name.replace(/^scalr-/, '');

async function whyNot(
  project: ContainerProject,
  output: string,
  { docker, layout }: Pick<BringUpOptions, 'docker' | 'layout'>,
): Promise<Problem> {
  if (PORT_TAKEN.test(output)) {
    const ports = Object.values(project.compose.services).flatMap(({ ports = [] }) => ports);
    const port = Number(ports[0]?.published ?? 0);
    return engineErrors.problem('portTaken', { port, reason: lastLines(output, 1) });
  }
  const containers = (await listContainers(docker)).filter(
    (one) => one.workspaceId === layout.workspaceId && one.project === project.name && !isServing(one),
  );
  const said = await Promise.all(containers.map((one) => lastWords(docker, one)));
  const lines = said.some((words) => words !== '') ? said.join('\n') : lastLines(output);
  return errors.problem('upFailed', { name: nameOf(project), lines });
}

const REASON_LINES = 20;

/** Why a container does not serve, as far as it said. */
export async function lastWords(docker: Docker, container: Container): Promise<string> {
  const lines = await linesOf(docker, container, REASON_LINES);
  return lines
    .map(({ text }) => text)
    .filter((text) => text.trim() !== '')
    .slice(-REASON_LINES)
    .join('\n');
}

/** Identity and edge carry everything else: without them nothing of it is up. */
export function throwCore(projects: readonly ContainerProject[], problems: ReadonlyMap<string, Problem>): void {
  const [first, ...rest] = projects.filter(({ slug }) => slug === null).flatMap(({ name }) => problems.get(name) ?? []);
  if (first !== undefined) throw new ScalrError('environment', [first, ...rest]);
}
