import { LABELS } from '@scalr/containers';
import type { Plan, ProcessPlan } from '@scalr/plan';
import type { ProcessState, ProcessStatus } from '@scalr/ports';
import { lastError } from './convergence.ts';
import type { Service, Task } from './swarm-state.ts';

/** Tasks that ended by themselves; those that were replaced by an update are `shutdown`. */
const ENDED = new Set(['failed', 'rejected']);
const COMING = new Set(['new', 'pending', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'allocated']);

export function processOf(service: Service): string | null {
  return service.Spec.Labels?.[LABELS.process] ?? null;
}

/**
 * What the swarm says of every process of a plan. A process with several tasks runs when one of them does.
 * @param thisNode whose process numbers mean something here
 */
export function statusOf(
  plan: Plan,
  services: readonly Service[],
  tasks: readonly Task[],
  thisNode: string,
): readonly ProcessStatus[] {
  return plan.processes.map((process) => {
    const service = services.find((one) => processOf(one) === process.name);
    const own = tasks.filter(({ ServiceID }) => ServiceID === service?.ID);
    const status = service === undefined ? 'stopped' : stateOf(own);
    const running = own.find(({ Status, NodeID }) => Status.State === 'running' && NodeID === thisNode);
    return {
      ...{ name: process.name, kind: process.kind, slug: process.slug, status },
      pid: running?.Status.ContainerStatus?.PID || null,
      url: urlOf(plan, process),
      // The swarm remembers the last five tasks of each slot.
      restarts: own.filter(({ Status }) => ENDED.has(Status.State)).length,
      reason: status === 'failed' ? lastError(own) : null,
    };
  });
}

function stateOf(tasks: readonly Task[]): ProcessState {
  const wanted = tasks.filter(({ DesiredState }) => DesiredState === 'running' || DesiredState === 'ready');
  const ended = tasks.some(({ Status }) => ENDED.has(Status.State));
  if (wanted.some(({ Status }) => Status.State === 'running')) return 'running';
  if (ended) return 'failed';
  return wanted.some(({ Status }) => COMING.has(Status.State)) ? 'starting' : 'stopped';
}

function urlOf(plan: Plan, { kind, slug, name }: ProcessPlan): string | null {
  if (kind === 'identity') return name === 'auth' ? plan.issuer : null;
  if (kind !== 'backend' && kind !== 'frontend') return null;
  return plan.apps.find((app) => app.slug === slug)?.url ?? null;
}
