import type { Service, Task } from './swarm-state.ts';
import { isCurrent } from './swarm-state.ts';

/** Where a service stands on its way to what was asked for. */
export type Standing =
  | { readonly state: 'there' | 'coming' }
  /** The orchestrator took the update back, or gave up on it. */
  | { readonly state: 'taken-back'; readonly reason: string }
  /** Its tasks end again and again. */
  | { readonly state: 'failing'; readonly reason: string };

/** So many tasks of the same specification that ended by themselves, and none that runs: it will not come by itself. */
const FAILURES = 4;

/** Pure: the answer of one look. */
export function standingOf(service: Service, all: readonly Task[]): Standing {
  const tasks = all.filter(({ ServiceID }) => ServiceID === service.ID);
  const update = service.UpdateStatus?.State ?? '';
  if (update === 'updating' || update === 'rollback_started') return { state: 'coming' };
  if (update === 'paused' || update.startsWith('rollback_'))
    return { state: 'taken-back', reason: lastError(tasks) ?? service.UpdateStatus?.Message ?? update };
  const current = tasks.filter((task) => isCurrent(task, service));
  const wanted = current.filter(({ DesiredState }) => DesiredState === 'running' || DesiredState === 'ready');
  const running = wanted.filter(({ Status }) => Status.State === 'running');
  const count = service.Spec.Mode.Replicated?.Replicas ?? Math.max(wanted.length, 1);
  if (running.length >= count && tasks.every((task) => !isLeftover(task, service))) return { state: 'there' };
  const ended = current.filter(({ Status }) => Status.State === 'failed' || Status.State === 'rejected');
  if (running.length === 0 && ended.length >= FAILURES)
    return { state: 'failing', reason: lastError(tasks) ?? 'its tasks end again and again' };
  return { state: 'coming' };
}

/** A task of a former specification that still runs. */
function isLeftover(task: Task, service: Service): boolean {
  return !isCurrent(task, service) && task.DesiredState === 'running' && task.Status.State === 'running';
}

/** What the youngest task says that ended with an error. */
export function lastError(tasks: readonly Task[]): string | null {
  const failed = tasks.filter(({ Status }) => Status.Err !== '').sort((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1));
  return failed[0]?.Status.Err ?? null;
}
