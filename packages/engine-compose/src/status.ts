import type { Plan, ProcessKind } from '@scalr/plan';
import type { ProcessState, ProcessStatus } from '@scalr/ports';
import { type Container, isServing } from './container.ts';

/** Ended by itself so often without having served in between: it does not come up. */
const TOO_MANY_RESTARTS = 3;

/** In the words of the platform. Docker goes on trying also what is `failed`. */
export function stateOf(container: Container): ProcessState {
  const { state, health, restarts, exitCode } = container;
  if (isServing(container)) return 'running';
  if (state === 'running' && health === 'unhealthy') return 'failed';
  const keepsFailing = restarts >= TOO_MANY_RESTARTS;
  if (state === 'restarting' || (state === 'running' && restarts > 0)) return keepsFailing ? 'failed' : 'restarting';
  if (state === 'running' || state === 'created') return 'starting';
  return state === 'dead' || (state === 'exited' && exitCode !== 0) ? 'failed' : 'stopped';
}

/**
 * @param reason last log lines of a container that failed
 * @param plan null where it is not known what was brought up
 */
export function statusOf(container: Container, plan: Plan | null, reason: string | null): ProcessStatus {
  const name = container.process;
  const planned = plan?.processes.find((process) => process.name === name);
  const app = plan?.apps.find(({ slug }) => slug === slugOf(name));
  return {
    name,
    kind: planned?.kind ?? kindOf(name),
    slug: planned?.slug ?? app?.slug ?? null,
    pid: container.pid,
    status: stateOf(container),
    url: urlOf(name, plan),
    restarts: container.restarts,
    reason,
  };
}

/** Of a process that should run and has no container, because its image could not be built. */
export function missingStatus(process: Plan['processes'][number], plan: Plan, reason: string | null): ProcessStatus {
  const { name, kind, slug } = process;
  const status = reason === null ? 'stopped' : 'failed';
  return { name, kind, slug, pid: null, status, url: urlOf(name, plan), restarts: 0, reason };
}

const slugOf = (process: string) => process.split('.')[0] ?? process;

/** Of processes that only this engine has, like `gateway.socket-proxy`. */
function kindOf(name: string): ProcessKind {
  if (name.endsWith('.db')) return 'database';
  if (name.endsWith('.frontend')) return 'frontend';
  if (slugOf(name) === 'gateway') return 'gateway';
  return slugOf(name) === 'auth' ? 'identity' : 'backend';
}

/** That of an app is its backend's, or its frontend's where it has none. */
function urlOf(name: string, plan: Plan | null): string | null {
  if (plan === null) return null;
  if (name === 'auth') return plan.issuer;
  const app = plan.apps.find(({ slug }) => slug === slugOf(name));
  if (app === undefined) return null;
  const hasBackend = plan.processes.some((process) => process.name === app.slug);
  return name === (hasBackend ? app.slug : `${app.slug}.frontend`) ? app.url : null;
}
