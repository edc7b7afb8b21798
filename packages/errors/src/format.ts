import { isScalrError, type Problem } from './scalr-error.ts';

/** What an edge (CLI, HTTP) shows of any thrown value. */
export interface ErrorDescription {
  readonly exitCode: number;
  readonly problems: readonly Problem[];
  /** Only for defects: for the log, never for a user. */
  readonly stack?: string;
}

/** The one mapper from anything thrown to what may be shown. A defect gets exit code 70 (EX_SOFTWARE). */
export function describeError(error: unknown): ErrorDescription {
  if (isScalrError(error)) return { exitCode: error.exitCode, problems: error.problems };
  const cause = error instanceof Error ? error : new Error(String(error));
  return {
    exitCode: 70,
    problems: [
      {
        code: 'INTERNAL',
        message: `SCALR met something it did not expect: ${cause.message}`,
        fix: 'run it again with SCALR_DEBUG=1 and report what it prints',
      },
    ],
    ...(cause.stack === undefined ? {} : { stack: cause.stack }),
  };
}

/** Three lines: place and code, what and why, the fix. */
export function formatProblem(problem: Problem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`} `;
  const pointer = problem.pointer ? ` ${problem.pointer}` : '';
  return `${place}${problem.code}${pointer}\n  ${problem.message}\n  fix: ${problem.fix}`;
}
