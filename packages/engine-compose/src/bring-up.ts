import { join } from 'node:path';
import { type ContainerProject, LABELS } from '@scalr/containers';
import { type Problem, ScalrError } from '@scalr/errors';
import { engineErrors, type Progress } from '@scalr/ports';
import { awaitServing, lastWords } from './await-serving.ts';
import { upArguments } from './commands.ts';
import { type Container, isServing, listContainers } from './container.ts';
import { type Docker, lastLines } from './docker.ts';
import { errors } from './errors.ts';
import { keepLogs } from './kept-logs.ts';
import type { ComposeLayout } from './layout.ts';
import { hasDatabase, provisionDatabase } from './provision.ts';
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

const SERVES_WITHIN_MS = 180_000;

/**
 * Brings one project up and waits until it serves.
 * @returns null: it does
 */
export async function bringUp(
  project: ContainerProject,
  before: readonly Container[],
  options: BringUpOptions,
): Promise<Problem | null> {
  const { docker, layout, onProgress } = options;
  const step = `start ${nameOf(project)}`;
  onProgress({ step, state: 'begin' });
  const going = before.filter(
    ({ project: name, service, release }) =>
      name === project.name && release !== project.compose.services[service]?.labels?.[LABELS.release],
  );
  await keepLogs(docker, layout, going);
  const isNew = (service: string) =>
    !before.some(
      (one) => one.project === project.name && one.service === service && isServing(one) && !going.includes(one),
    );
  const problem =
    (hasDatabase(project) && isNew('db') ? await bringUpDatabase(project, options) : null) ??
    (await bringUpServices(project, [], options));
  onProgress({ step, state: problem === null ? 'done' : 'failed' });
  return problem;
}

async function bringUpDatabase(project: ContainerProject, options: BringUpOptions): Promise<Problem | null> {
  const problem = await bringUpServices(project, ['db'], options);
  if (problem !== null) return problem;
  const { docker, layout } = options;
  const database = (await listContainers(docker)).find(isOf(project, layout, ['db']));
  const said = database === undefined ? 'it is gone again' : await provisionDatabase(docker, database.id);
  return said === null ? null : errors.problem('upFailed', { name: nameOf(project), lines: said });
}

/** @param services empty: all */
async function bringUpServices(
  project: ContainerProject,
  services: readonly string[],
  options: BringUpOptions,
): Promise<Problem | null> {
  const { docker, layout } = options;
  const args = upArguments(project.name, join(layout.folder, project.folder, COMPOSE_FILE), services);
  let done = await runRecorded(docker, layout.running, args);
  if (done.code !== 0 && WORTH_A_SECOND_TRY.test(done.output)) done = await runRecorded(docker, layout.running, args);
  const isMeant = isOf(project, layout, services);
  if (done.code !== 0) {
    const away = (await listContainers(docker)).filter((one) => isMeant(one) && !isServing(one));
    return whyNot(project, done.output, away, options);
  }
  const failed = await awaitServing(docker, isMeant, SERVES_WITHIN_MS);
  return failed === null ? null : whyNot(project, done.output, failed, options);
}

const isOf =
  ({ name }: ContainerProject, { workspaceId }: ComposeLayout, services: readonly string[]) =>
  (container: Container): boolean =>
    container.workspaceId === workspaceId &&
    container.project === name &&
    (services.length === 0 || services.includes(container.service));

/** Takes the name of the app as users know it. */
const nameOf = ({ name }: ContainerProject) => name.replace(/^scalr-/, '');

async function whyNot(
  project: ContainerProject,
  output: string,
  away: readonly Container[],
  { docker }: BringUpOptions,
): Promise<Problem> {
  if (PORT_TAKEN.test(output)) {
    const ports = Object.values(project.compose.services).flatMap(({ ports = [] }) => ports);
    return engineErrors.problem('portTaken', { port: Number(ports[0]?.published ?? 0), reason: lastLines(output, 1) });
  }
  const said = await Promise.all(away.map((one) => lastWords(docker, one)));
  const lines = said.some((words) => words !== '') ? said.join('\n') : lastLines(output);
  return errors.problem('upFailed', { name: nameOf(project), lines });
}

/** Identity and edge carry everything else: without them nothing of it is up. */
export function throwCore(projects: readonly ContainerProject[], problems: ReadonlyMap<string, Problem>): void {
  const [first, ...rest] = projects.filter(({ slug }) => slug === null).flatMap(({ name }) => problems.get(name) ?? []);
  if (first !== undefined) throw new ScalrError('environment', [first, ...rest]);
}
