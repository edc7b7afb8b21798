import { EDGE_NETWORK, LABELS } from '@scalr/containers';
import type { Docker } from './commands.ts';
import type { Stack, StackSecret } from './render.ts';
import type { Service } from './swarm-state.ts';

/** Of the edge's network: Authentik believes only what comes from there about who a visitor is. */
export const EDGE_SUBNET = '172.30.208.0/20';

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** The network that all stacks share, so none of them makes it. Attachable: for a look at it by hand. */
export async function makeEdgeNetwork(docker: Docker, workspaceId: string): Promise<void> {
  const known = lines(await docker.ask(['network', 'ls', '--filter', 'driver=overlay', '--format', '{{.Name}}']));
  if (known.includes(EDGE_NETWORK)) return;
  const label = `${LABELS.workspace}=${workspaceId}`;
  const options = ['--driver', 'overlay', '--attachable', '--subnet', EDGE_SUBNET, '--label', label];
  await docker.ask(['network', 'create', ...options, EDGE_NETWORK]);
}

export async function removeEdgeNetwork(docker: Docker): Promise<void> {
  await docker.try(['network', 'rm', EDGE_NETWORK]);
}

/** Secrets enter by standard input: a command's arguments can be read by everybody on the machine. */
export async function makeSecrets(docker: Docker, stacks: readonly Stack[], workspaceId: string): Promise<void> {
  const known = new Set(lines(await docker.ask(['secret', 'ls', '--format', '{{.Name}}'])));
  const missing = new Map<string, StackSecret>(
    stacks.flatMap(({ secrets }) => secrets.filter(({ name }) => !known.has(name)).map((one) => [one.name, one])),
  );
  for (const { name, content } of missing.values())
    await docker.ask(['secret', 'create', '--label', `${LABELS.workspace}=${workspaceId}`, name, '-'], {
      input: content,
    });
}

/** Those that no service has, neither as it is nor as it would be taken back to. */
export async function removeUnusedSecrets(
  docker: Docker,
  services: readonly Service[],
  workspaceId: string,
): Promise<void> {
  const used = new Set(
    services
      .flatMap(({ Spec, PreviousSpec }) => [Spec, ...(PreviousSpec === undefined ? [] : [PreviousSpec])])
      .flatMap(({ TaskTemplate }) => TaskTemplate.ContainerSpec.Secrets ?? [])
      .map(({ SecretID }) => SecretID),
  );
  const ours = lines(await docker.ask(['secret', 'ls', '-q', '--filter', `label=${LABELS.workspace}=${workspaceId}`]));
  const unused = ours.filter((id) => !used.has(id));
  if (unused.length > 0) await docker.try(['secret', 'rm', ...unused]);
}

/** Docker's own label of what belongs to a stack. */
export const NAMESPACE = 'com.docker.stack.namespace';

/**
 * Deletes what stacks have stored. Local volumes lie on the node where they were made, which is this one.
 * @param isMeant by the name of the stack, also of one that is gone
 */
export async function removeVolumesOf(docker: Docker, isMeant: (stack: string) => boolean): Promise<void> {
  const format = `{{.Name}} {{.Label "${NAMESPACE}"}}`;
  const all = lines(await docker.ask(['volume', 'ls', '--filter', `label=${NAMESPACE}`, '--format', format]));
  const gone = all.map((line) => line.split(' ')).filter(([, stack = '']) => isMeant(stack));
  if (gone.length > 0) await docker.ask(['volume', 'rm', '--force', ...gone.map(([name = '']) => name)]);
}
