import type { HttpReply } from '@scalr/http';
import type { AppPlan, Plan } from '@scalr/plan';
import type { AppQuestion, Platform } from '@scalr/platform';
import type { QueryResult } from '@scalr/ports';
import type { BrowserSession } from './browser-session.ts';
import type { Finding, Note } from './finding.ts';

/** Names of the people that tests act as; `anon` is nobody. */
export type Persona = 'member' | 'other' | 'manager' | 'admin' | 'anon';

/** The app under check and everything a stage may do to see it. Made once for a run. */
export interface Subject {
  readonly platform: Platform;
  readonly app: AppPlan;
  readonly plan: Plan;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute path of the checkout that holds `packages/` and `template-app/`. */
  readonly install: string;
  /** Absolute path of the state folder; what is kept between runs lies in `check/` of it. */
  readonly state: string;
  /** Absolute path of a folder for screenshots and other evidence, in the state folder. What is older than this run is a page that did not change. */
  readonly evidence: string;
  /** A request to the app through the gateway. */
  http(path: string, question?: AppQuestion & { readonly as?: Persona }): Promise<HttpReply>;
  /** A read-only query of the app's database, every row visible. */
  query(sql: string): Promise<QueryResult>;
  /** The OpenAPI document made from the app's sources, canonical. */
  apiDocument(): Promise<unknown>;
  /** Starts the backend anew and waits until it answers. */
  restart(): Promise<void>;
  /** Last lines of the backend's log. */
  logs(lines: number): Promise<readonly string[]>;
  /** One Chromium for the whole check. */
  readonly browser: BrowserSession;
  /** Runs a program of the checkout and collects what it says; never a shell. */
  run(
    argv: readonly [string, ...string[]],
    options?: { readonly cwd?: string; readonly timeoutMs?: number },
  ): Promise<{
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

/** One stage: looks, and says what it found. What it throws is a problem of the environment or a defect of its own. */
export type Stage = (subject: Subject, note: (note: Note) => void) => Promise<readonly Finding[]>;
