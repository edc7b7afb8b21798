import { isScalrError, type Problem, ScalrError } from '@scalr/errors';
import type { Plan } from '@scalr/plan';
import type { ProcessStatus, Progress, UpResult } from '@scalr/ports';

/** HTTP with JSON over the unix socket `control.sock`, which only its owner can open. */
export type ControlCall =
  /** Answers one {@link ControlEvent} a line until `done` or `error`. */
  | { readonly path: '/up'; readonly body: { readonly plan: Plan } }
  | { readonly path: '/restart'; readonly body: { readonly name: string } }
  /** Answers when everything but the supervisor itself has ended. */
  | { readonly path: '/down'; readonly body: Record<string, never> }
  | { readonly path: '/status'; readonly body: Record<string, never> };

export interface ControlStatus {
  readonly pid: number;
  readonly plan: Plan | null;
  /** A plan is being made true right now. */
  readonly applying: boolean;
  readonly processes: readonly ProcessStatus[];
}

export type ControlEvent =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly up?: UpResult; readonly status?: ControlStatus }
  | { readonly type: 'error'; readonly kind: ScalrError['kind'] | null; readonly problems: readonly Problem[] };

/** An error as it goes over the socket. A defect keeps its text and loses its stack, which is in the log. */
export function errorEvent(error: unknown): ControlEvent {
  if (isScalrError(error)) return { type: 'error', kind: error.kind, problems: error.problems };
  const message = error instanceof Error ? error.message : String(error);
  return {
    type: 'error',
    kind: null,
    problems: [{ code: 'INTERNAL', message, fix: 'read .scalr/logs/supervisor.log' }],
  };
}

export function errorOf(event: Extract<ControlEvent, { type: 'error' }>): Error {
  const [first, ...rest] = event.problems;
  if (event.kind === null || first === undefined) return new Error(first?.message ?? 'the supervisor failed');
  return new ScalrError(event.kind, [first, ...rest]);
}
