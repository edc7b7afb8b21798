import { access } from 'node:fs/promises';
import { isScalrError } from '@scalr/errors';
import { withFileLock } from '@scalr/fileset';
import { IDENTITY_OWNER, type IdentityProviderName, type Plan } from '@scalr/plan';
import { type Engine, type EngineCapabilities, engineErrors, type ProcessStatus } from '@scalr/ports';
import { allocate } from './allocate.ts';
import { type ApplyOptions, apply } from './apply.ts';
import { awaitServing, lastWords } from './await-serving.ts';
import { forgetBroughtUp, readBroughtUp } from './brought-up.ts';
import { restartArguments } from './commands.ts';
import { type Container, listContainers } from './container.ts';
import { createDocker, type Docker } from './docker.ts';
import { errors } from './errors.ts';
import { groundOf } from './ground.ts';
import { databaseOwners } from './known-databases.ts';
import type { ComposeLayout } from './layout.ts';
import { readLogs } from './logs.ts';
import { removeEdgeNetwork } from './network.ts';
import { awaitApps } from './reach.ts';
import { missingStatus, stateOf, statusOf } from './status.ts';
import { removeVolumes, takeDown } from './take-down.ts';

export interface ComposeEngineOptions {
  readonly layout: ComposeLayout;
  /** Of the docker command line: PATH, HOME and what Docker itself reads. */
  readonly environment: Readonly<Record<string, string>>;
  readonly ids: ApplyOptions['ids'];
  /** Asked for when addresses are decided, before there is a plan. */
  readonly provider: () => Promise<IdentityProviderName>;
  readonly authentik: ApplyOptions['authentik'];
}

const CAPABILITIES: EngineCapabilities = {
  edit: true,
  sleep: false,
  replicas: false,
  publicDomain: true,
  providers: ['embedded', 'authentik'],
};

/** Whoever comes second waits for the images of who came first. */
const TURN_WITHIN_MS = 30 * 60_000;
const RESTART_WITHIN_MS = 60_000;

/** Containers on the Docker of this machine, brought up by Docker Compose. */
export function createComposeEngine(options: ComposeEngineOptions): Engine {
  const { layout, provider } = options;
  const docker = createDocker(options.environment);
  const inTurn = <T>(work: () => Promise<T>) => withFileLock(layout.lock, work, { waitMs: TURN_WITHIN_MS });
  const own = async () =>
    (await listContainers(docker)).filter(({ workspaceId }) => workspaceId === layout.workspaceId);

  return {
    name: 'compose',
    capabilities: CAPABILITIES,

    prepare: async (wish) => {
      const isOurs = async (port: number) =>
        (await own().catch(nothingWithoutDocker)).some(({ publishedPorts }) => publishedPorts.includes(port));
      // Two at once decide one after the other, and so alike.
      const allocation = await withFileLock(`${layout.allocation}.lock`, () => allocate(layout, wish, isOurs));
      return groundOf(allocation, await provider());
    },

    up: (plan, { onProgress }) => inTurn(() => apply(plan, { ...options, docker, onProgress })),

    async current() {
      if (!(await exists(layout.plan))) return null;
      // Without Docker nothing of ours runs.
      const containers = await own().catch(nothingWithoutDocker);
      if (containers.every(({ pid }) => pid === null)) return null;
      return (await readBroughtUp(layout))?.plan ?? null;
    },

    async status() {
      const containers = await own();
      if (containers.length === 0) return [];
      const known = await readBroughtUp(layout);
      const plan = known?.plan ?? null;
      const there = await Promise.all(containers.map((container) => statusWithReason(docker, container, plan)));
      const names = new Set(there.map(({ name }) => name));
      const missing = (plan?.processes ?? [])
        .filter(({ name }) => !names.has(name))
        .map((process) => {
          const project = `scalr-${process.slug ?? process.name.split('.')[0]}`;
          return missingStatus(process, plan as Plan, known?.problems[project]?.message ?? null);
        });
      return [...there, ...missing];
    },

    logs: (query) => readLogs(docker, layout, query),

    async restart(name) {
      const containers = await own();
      if (containers.length === 0) throw engineErrors.error('notRunning', {});
      const known = containers.map(({ process }) => process);
      // An app without a backend is known by its page.
      const process = known.includes(name) ? name : `${name}.frontend`;
      const ids = containers.filter((container) => container.process === process).map(({ id }) => id);
      if (ids.length === 0) throw engineErrors.error('unknownProcess', { name, known: known.join(', ') });
      await docker.read(restartArguments(ids));
      const [failed] = (await awaitServing(docker, ({ id }) => ids.includes(id), RESTART_WITHIN_MS)) ?? [];
      if (failed !== undefined) throw errors.error('upFailed', { name, lines: await lastWords(docker, failed) });
      const plan = (await readBroughtUp(layout))?.plan;
      if (plan !== undefined) await awaitApps(plan, [name.split('.')[0] as string]);
    },

    down: ({ volumes }) =>
      inTurn(async () => {
        const containers = await own();
        await takeDown(docker, layout, containers, { volumes });
        if (volumes) {
          // Of apps that are gone since, too.
          const owners = await databaseOwners(layout);
          for (const owner of owners) if (owner !== IDENTITY_OWNER) await removeVolumes(docker, `scalr-${owner}`);
        }
        if (containers.length > 0) await removeEdgeNetwork(docker);
        await forgetBroughtUp(layout);
        return containers.length > 0;
      }),
  };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function nothingWithoutDocker(error: unknown): readonly Container[] {
  if (isScalrError(error) && error.code.startsWith('DOCKER_')) return [];
  throw error;
}

async function statusWithReason(docker: Docker, container: Container, plan: Plan | null): Promise<ProcessStatus> {
  const reason = stateOf(container) === 'failed' ? await lastWords(docker, container) : null;
  return statusOf(container, plan, reason);
}
