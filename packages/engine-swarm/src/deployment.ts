import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ComposeFile, LABELS, printCompose } from '@scalr/containers';
import type { Problem } from '@scalr/errors';
import { writeFileSet } from '@scalr/fileset';
import { NAMESPACE } from './belongings.ts';
import type { Docker } from './commands.ts';
import { standingOf } from './convergence.ts';
import { errors } from './errors.ts';
import { lastWords } from './last-words.ts';
import { STACK_FILE, type Stack } from './render.ts';
import { processOf } from './status.ts';
import type { Service } from './swarm-state.ts';

/** On every service of ours: digest of the stack it was deployed from. */
const STACK_LABEL = 'scalr.stack';
const WITHIN_MS = 420_000;
const LOOK_EVERY_MS = 1_000;

export const stackOf = (service: Service): string => service.Spec.Labels?.[NAMESPACE] ?? '';

/** The label of a service does not end its tasks, so an equal task goes on when only the stack around it changed. */
function marked(file: ComposeFile): ComposeFile {
  const digest = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 16);
  const services = Object.entries(file.services).map(([key, service]) => {
    const labels = { ...service.deploy?.labels, [STACK_LABEL]: digest };
    return [key, { ...service, deploy: { ...service.deploy, labels } }] as const;
  });
  return { ...file, services: Object.fromEntries(services) };
}

/** Whether a stack is deployed exactly as it is here. */
function isDeployed(file: ComposeFile, services: readonly Service[]): boolean {
  const wanted = Object.values(file.services);
  const digest = wanted[0]?.deploy?.labels?.[STACK_LABEL];
  return services.length === wanted.length && services.every(({ Spec }) => Spec.Labels?.[STACK_LABEL] === digest);
}

/**
 * Deploys a stack where it is not deployed as it is, and returns at once.
 * @param out absolute path of the folder that stack files are written below
 * @returns whether anything was done
 */
export async function deployStack(
  docker: Docker,
  stack: Stack,
  out: string,
  services: readonly Service[],
  withRegistry: boolean,
): Promise<boolean> {
  const file = marked(stack.file);
  const folder = join(out, stack.folder);
  const path = join(folder, STACK_FILE);
  await writeFileSet(folder, new Map([...stack.files, [STACK_FILE, { content: printCompose(file) }]]));
  if (isDeployed(file, services)) return false;
  const options = ['--detach=true', '--prune', '--resolve-image', 'never'];
  const credentials = withRegistry ? ['--with-registry-auth'] : [];
  await docker.ask(['stack', 'deploy', ...options, ...credentials, '--compose-file', path, stack.name]);
  return true;
}

/** Waits until every service of these stacks is there, and says what is not. */
export async function converge(docker: Docker, stacks: readonly Stack[], workspaceId: string): Promise<Problem[]> {
  const names = new Set(stacks.map(({ name }) => name));
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const services = (await docker.services(`${LABELS.workspace}=${workspaceId}`)).filter((service) =>
      names.has(stackOf(service)),
    );
    const tasks = await docker.tasks(services.map(({ ID }) => ID));
    const standings = services.map((service) => ({
      ...{ service, standing: standingOf(service, tasks), name: processOf(service) ?? service.Spec.Name },
    }));
    const isLate = performance.now() > deadline;
    if (isLate || standings.every(({ standing }) => standing.state !== 'coming')) {
      const found = standings.map(async ({ standing, name, service }): Promise<readonly Problem[]> => {
        if (standing.state === 'there') return [];
        const own = tasks.filter(({ ServiceID }) => ServiceID === service.ID);
        const said = 'reason' in standing ? standing.reason : `not there after ${WITHIN_MS / 1000} s`;
        const reason = (await lastWords(docker, own)) ?? said;
        return [errors.problem(standing.state === 'taken-back' ? 'rolledBack' : 'notConverged', { name, reason })];
      });
      return (await Promise.all(found)).flat();
    }
    await delay(LOOK_EVERY_MS);
  }
}

/** Removes stacks and waits until nothing of them runs. */
export async function removeStacks(docker: Docker, names: readonly string[], workspaceId: string): Promise<void> {
  if (names.length === 0) return;
  await docker.ask(['stack', 'rm', '--detach=true', ...names]);
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    const services = await docker.services(`${LABELS.workspace}=${workspaceId}`);
    // Containers outlive their services for the grace they are given; networks can only go after them.
    const left = await Promise.all(
      names.map((name) => docker.ask(['ps', '-aq', '--filter', `label=${NAMESPACE}=${name}`])),
    );
    if (!services.some((service) => names.includes(stackOf(service))) && left.every((ids) => ids.trim() === '')) break;
    await delay(LOOK_EVERY_MS);
  }
}
