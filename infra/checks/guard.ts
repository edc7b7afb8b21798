import type { SourceFile } from './source-files.ts';

/** One place that is not as it should be. */
export interface Finding {
  /** Relative to the root; left out: it is no single file. */
  readonly file?: string;
  readonly line?: number;
  readonly what: string;
  /** What to type or to change. */
  readonly fix: string;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  /** Facts that are nobody's fault. */
  readonly notes?: readonly string[];
  /** Why it could not look, on this machine. */
  readonly skipped?: string;
}

/** The repository as guards see it. */
export interface Ground {
  /** Absolute path. */
  readonly root: string;
  /** Environment of the programs that a guard starts. */
  readonly env: Readonly<Record<string, string>>;
  /** What belongs to the repository or is about to: everything that git does not ignore. */
  readonly files: readonly SourceFile[];
}

/** Looks for one kind of fault in the repository itself. */
export interface Guard {
  /** A word for the report; the page architecture/guards.md has a section of it. */
  readonly name: string;
  readonly asks: string;
  look(ground: Ground): Promise<Outcome> | Outcome;
}
