import type { Problem } from '@scalr/errors';
import type { Ground, IdentityProviderName, Plan, ProcessKind } from '@scalr/plan';

export const ENGINE_NAMES = ['native', 'compose', 'swarm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Powers an engine may lack. The core asks here, never by name. */
export interface EngineCapabilities {
  /** Can serve sources as they are edited. Without it `up` refuses `edit` mode. */
  readonly edit: boolean;
  /** Backends may sleep until their first request. Without it they always run. */
  readonly sleep: boolean;
  /** Can keep more than one machine busy. */
  readonly replicas: boolean;
  /** Can serve a public domain. Without it everything is on `localhost`. */
  readonly publicDomain: boolean;
  /** The identity providers it can run. */
  readonly providers: readonly IdentityProviderName[];
}

export type ProcessState = 'starting' | 'running' | 'asleep' | 'restarting' | 'failed' | 'stopped';

export interface ProcessStatus {
  readonly name: string;
  readonly kind: ProcessKind;
  readonly slug: string | null;
  readonly pid: number | null;
  readonly status: ProcessState;
  /** Public URL, where it has one. */
  readonly url: string | null;
  /** Times it was started again after it ended by itself. */
  readonly restarts: number;
  /** Why it is `failed`, with its last log lines. */
  readonly reason: string | null;
}

export interface LogLine {
  readonly process: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly text: string;
}

export interface LogQuery {
  /** Process name; left out: all. */
  readonly process?: string;
  /** Last lines of each process; default 200. */
  readonly tail?: number;
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** Said while an engine works: one step begins, or says how it ended. */
export interface Progress {
  readonly step: string;
  readonly state: 'begin' | 'done' | 'failed';
  readonly detail?: string;
}

export interface UpOptions {
  readonly onProgress: (progress: Progress) => void;
}

export interface UpResult {
  /** More apps were asked for since the plan was made, and it would end them. Nothing was done: plan anew. */
  readonly overtaken: boolean;
  /** False: everything already was as the plan says. */
  readonly changed: boolean;
  /** Of single apps that could not be built; everything else is up. */
  readonly problems: readonly Problem[];
}

export interface GroundWish {
  /** Left out: as remembered, at first without. */
  readonly tls?: boolean;
  /** Wanted public port; left out: the remembered one, else the scheme's default, else the next free one. */
  readonly port?: number;
  /** Public domain; left out: `localhost`. */
  readonly domain?: string;
}

/**
 * Makes a plan true on one kind of ground. Every method may be called when nothing runs yet,
 * and again when its work is already done.
 */
export interface Engine {
  readonly name: EngineName;
  readonly capabilities: EngineCapabilities;
  /** Decides addresses before there is a plan, and remembers them: the same answer every time while nothing forces another. */
  prepare(wish: GroundWish): Promise<Ground>;
  /** Converges: starts what is missing, applies what changed, stops what is gone. Returns when the hub answers. */
  up(plan: Plan, options: UpOptions): Promise<UpResult>;
  /** The plan that is up; null when nothing is. */
  current(): Promise<Plan | null>;
  /** Every process of the plan; empty when the platform is down. */
  status(): Promise<readonly ProcessStatus[]>;
  logs(query: LogQuery): AsyncIterable<LogLine>;
  restart(name: string): Promise<void>;
  /** False: nothing ran. `volumes` also deletes all data. */
  down(options: { readonly volumes: boolean }): Promise<boolean>;
}
