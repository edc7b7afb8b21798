/** In the order they prove: each stands on those before it. */
export const STAGES = ['manifest', 'schema', 'types', 'contract', 'api', 'ui', 'real'] as const;
export type StageName = (typeof STAGES)[number];

/** Whose business a finding is: `app`: edit the app. `env`: the machine or the platform; editing code will not help. */
export type Side = 'app' | 'env';

/** One thing that is not as it should be. Every text is one line or a few, plain, without colours. */
export interface Finding {
  /** Permanent, UPPER_SNAKE. `./scalr check --explain CODE` tells more. */
  readonly code: string;
  readonly stage: StageName;
  readonly side: Side;
  /** Relative to the workspace root, where one file is to blame. */
  readonly file?: string;
  readonly line?: number;
  /** What the check did to see it, e.g. `PATCH /api/notes/… {"title":"B"} as member`. */
  readonly did: string;
  readonly got: string;
  readonly expected: string;
  readonly why: string;
  /** A command, or an edit that can be made as it stands. */
  readonly fix: string;
  /** The wrong way out that is often taken. */
  readonly dont?: string;
}

/** What the check could not prove, where that is nobody's fault: worth knowing, and no reason to fail. */
export interface Note {
  /** One line, e.g. `bookings: not proven, because none could be made`. */
  readonly says: string;
  /** What the app answered instead. */
  readonly got: string;
}

export interface StageReport {
  readonly name: StageName;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it is skipped. */
  readonly reason?: string;
  readonly ms: number;
  readonly findings: readonly Finding[];
  /** Left out: there are none. */
  readonly notes?: readonly Note[];
}
