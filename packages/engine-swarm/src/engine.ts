import { type ContainerProject, LABELS, type RenderInput } from '@scalr/containers';
import { withFileLock } from '@scalr/fileset';
import type { IdentityProviderName, Plan } from '@scalr/plan';
import { type Engine, type EngineCapabilities, engineErrors, type ProcessStatus, type UpResult } from '@scalr/ports';
import { makeEdgeNetwork, makeSecrets, removeEdgeNetwork, removeUnusedSecrets, removeVolumesOf } from './belongings.ts';
import { buildProjects } from './built-projects.ts';
import { createDocker } from './commands.ts';
import { rememberOwners } from './database-owners.ts';
import { converge, deployStack, removeStacks, stackOf } from './deployment.ts';
import { errors } from './errors.ts';
import { awaitApps, awaitGone, awaitHub } from './front-doors.ts';
import { groundOf } from './ground.ts';
import { lastWords } from './last-words.ts';
import type { SwarmLayout } from './layout.ts';
import { readLogs } from './logs.ts';
import { SwarmMemory } from './memory.ts';
import { renderStacks, type Stack } from './render.ts';
import { checkSwarm } from './requirements.ts';
import { processOf, statusOf } from './status.ts';

export interface SwarmEngineOptions {
  readonly layout: SwarmLayout;
  /** Environment of Docker's commands; `DOCKER_HOST` says which manager is meant. */
  readonly environment: Readonly<Record<string, string>>;
  /** From the settings, each time anew. */
  readonly provider: () => Promise<IdentityProviderName>;
  /** `SCALR_REGISTRY`: `registry.example.com:5000`; null: none. */
  readonly registry: () => Promise<string | null>;
  /** Tasks of what keeps no data; 2 where it is left out. */
  readonly replicas?: number;
  /** {@link readProjects}; `out` is where projects are rendered for. */
  readonly projects: (
    plan: Plan,
    ground: Pick<RenderInput, 'out' | 'tagOf'> & { readonly hashKey: string },
  ) => Promise<readonly ContainerProject[]>;
}

const CAPABILITIES: EngineCapabilities = {
  ...{ edit: false, sleep: false, replicas: true, publicDomain: true },
  providers: ['embedded', 'authentik'],
};
const TURN_WITHIN_MS = 900_000;
const GATEWAY_STACK = 'scalr-gateway';
/** Who may sign in outlives the apps, and so do certificates. */
const KEPT_STACKS: ReadonlySet<string> = new Set(['scalr-auth', GATEWAY_STACK]);

/** Stacks on a Docker Swarm of one machine or more, deployed from a manager. */
export function createSwarmEngine(options: SwarmEngineOptions): Engine {
  const { layout, environment, replicas = 2 } = options;
  const { workspaceId, folder: out } = layout;
  const docker = createDocker(environment);
  const memory = new SwarmMemory(layout);
  const ours = () => docker.services(`${LABELS.workspace}=${workspaceId}`);
  const inTurn = <T>(work: () => Promise<T>) => withFileLock(layout.lock, work, { waitMs: TURN_WITHIN_MS });

  const check = async (plan: Plan, registry: string | null) => {
    if (plan.mode === 'edit') throw errors.error('onlyProduction', {});
    const info = await docker.info();
    const nodes = info.ControlAvailable ? await docker.nodes() : [];
    checkSwarm({ info, nodes, registry }, plan.origin);
    const others = (await docker.services(LABELS.workspace)).filter(
      ({ Spec }) => Spec.Labels?.[LABELS.workspace] !== workspaceId,
    );
    const services = others.map(({ Spec }) => Spec.Name).join(', ');
    if (services !== '') throw errors.error('otherPlatform', { services });
    return nodes;
  };

  return {
    name: 'swarm',
    capabilities: CAPABILITIES,

    async prepare(wish) {
      const ground = groundOf(wish, await options.provider(), { port: await memory.port() });
      if (ground.origin.domain === 'localhost') await memory.keepPort(ground.origin.port);
      return ground;
    },

    up: (plan, { onProgress }) =>
      inTurn(async (): Promise<UpResult> => {
        const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
          onProgress({ step: name, state: 'begin' });
          const done = await work().catch((error: unknown) => {
            onProgress({ step: name, state: 'failed' });
            throw error;
          });
          onProgress({ step: name, state: 'done' });
          return done;
        };
        const registry = await options.registry();
        const hashKey = await memory.hashKey();
        const nodes = await check(plan, registry);
        const { projects, unbuilt, problems } = await step('images', () =>
          buildProjects(docker, { out, registry }, (tagOf) => options.projects(plan, { out, hashKey, tagOf })),
        );
        const stacks = renderStacks(projects, { out, registry, replicas, hashKey });
        const before = await ours();
        const former = before.length === 0 ? null : await memory.plan();
        const deployed = await step('stacks', async () => {
          await makeEdgeNetwork(docker, workspaceId);
          await makeSecrets(docker, stacks, workspaceId);
          await memory.keepPlan(plan);
          await rememberOwners(layout, plan);
          const some: Stack[] = [];
          for (const stack of stacks) {
            const own = before.filter((service) => stackOf(service) === stack.name);
            if (await deployStack(docker, stack, out, own, registry !== null)) some.push(stack);
          }
          return some;
        });
        const kept = new Set([...stacks.map(({ name }) => name), ...unbuilt]);
        const gone = [...new Set(before.map(stackOf))].filter((name) => !kept.has(name));
        await removeStacks(docker, gone, workspaceId);
        const found = await step('tasks', () => converge(docker, stacks, workspaceId));
        await removeUnusedSecrets(docker, await ours(), workspaceId);
        await awaitHub(plan, nodes);
        await awaitApps(
          plan,
          nodes,
          deployed.flatMap(({ slug }) => slug ?? []),
        );
        if (former !== null) await awaitGone(former, plan, nodes);
        const changed = deployed.length > 0 || gone.length > 0;
        return { overtaken: false, changed, problems: [...problems, ...found] };
      }),

    async current() {
      const plan = await memory.plan();
      return plan === null || (await ours()).length === 0 ? null : plan;
    },

    async status() {
      const plan = await memory.plan();
      if (plan === null) return [];
      const services = await ours();
      if (services.length === 0) return [];
      const tasks = await docker.tasks(services.map(({ ID }) => ID));
      const all = statusOf(plan, services, tasks, (await docker.info()).NodeID);
      const withReason = async (one: ProcessStatus): Promise<ProcessStatus> => {
        const service = one.status === 'failed' ? services.find((other) => processOf(other) === one.name) : undefined;
        if (service === undefined) return one;
        const own = tasks.filter(({ ServiceID }) => ServiceID === service.ID);
        return { ...one, reason: await lastWords(docker, own) };
      };
      return Promise.all(all.map(withReason));
    },

    async *logs(query) {
      if ((await memory.plan()) === null) return;
      const services = (await ours()).flatMap((service) => {
        const process = processOf(service);
        const isMeant = process !== null && (query.process === undefined || query.process === process);
        return isMeant ? [{ id: service.ID, process }] : [];
      });
      yield* readLogs(services, query, environment);
    },

    async restart(name) {
      const services = (await memory.plan()) === null ? [] : await ours();
      if (services.length === 0) throw engineErrors.error('notRunning', {});
      const service = services.find((one) => processOf(one) === name);
      if (service === undefined) {
        const known = services.map(processOf).sort().join(', ');
        throw engineErrors.error('unknownProcess', { name, known });
      }
      // Under the same rules as a release: where there are two tasks, one of them always serves.
      await inTurn(() => docker.ask(['service', 'update', '--force', '--quiet', service.ID], { timeoutMs: 300_000 }));
    },

    down: ({ volumes }) =>
      inTurn(async () => {
        const services = await ours();
        const stacks = [...new Set(services.map(stackOf))];
        // Whoever comes now finds closed doors, not half of an app.
        stacks.sort((a, b) => Number(b === GATEWAY_STACK) - Number(a === GATEWAY_STACK));
        await removeStacks(docker, stacks, workspaceId);
        await removeUnusedSecrets(docker, [], workspaceId);
        if (services.length > 0) await removeEdgeNetwork(docker);
        // Also of apps that are gone: one swarm holds one platform.
        if (volumes) await removeVolumesOf(docker, (stack) => stack.startsWith('scalr-') && !KEPT_STACKS.has(stack));
        await memory.forgetPlan();
        return services.length > 0;
      }),
  };
}
