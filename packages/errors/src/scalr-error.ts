/**
 * Whose problem an error is. It decides the exit code and nothing else.
 * - `user`: an input, file or wish of the user's is wrong
 * - `usage`: the command line is wrong
 * - `environment`: the machine lacks or forbids something
 * - `retryable`: the same call may succeed later (EX_TEMPFAIL of sysexits.h)
 */
export type ErrorKind = 'user' | 'usage' | 'environment' | 'retryable';

export const EXIT_CODES: Record<ErrorKind, 1 | 2 | 3 | 75> = {
  user: 1,
  usage: 2,
  environment: 3,
  retryable: 75,
};

/** One thing that is wrong, said completely: what and why, where, and the mend. Plain data. */
export interface Problem {
  /** Permanent, upper snake case, e.g. `MANIFEST_UNKNOWN_KEY`. */
  readonly code: string;
  /** What happened and why, one or two sentences. */
  readonly message: string;
  /** A command or an edit that mends it. */
  readonly fix: string;
  /** Path relative to the workspace root. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** JSON pointer (RFC 6901) into the file. */
  readonly pointer?: string;
}

/** An error a user can meet. Anything else that is thrown is a defect of ours and is shown as one. */
export class ScalrError extends Error {
  readonly kind: ErrorKind;
  readonly problems: readonly Problem[];

  constructor(kind: ErrorKind, problems: readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    super(problems[0].message, options);
    this.name = 'ScalrError';
    this.kind = kind;
    this.problems = problems;
  }

  get code(): string {
    return (this.problems[0] as Problem).code;
  }

  get fix(): string {
    return (this.problems[0] as Problem).fix;
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/** Tells an error a user can act on from a defect. */
export function isScalrError(error: unknown): error is ScalrError {
  return error instanceof ScalrError;
}
