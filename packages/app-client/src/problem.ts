/** One bad field of a request (RFC 9457 `errors`, RFC 6901 pointer). */
interface FieldProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** What of an RFC 9457 problem a person is told. */
interface Problem {
  readonly status?: number;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}

/** The problem that the API answered with; null: it did not answer. */
function problemOf(error: unknown): Problem | null {
  if (typeof error !== 'object' || error === null) return null;
  const { problem, status } = error as { problem?: Problem; status?: number };
  if (typeof problem === 'object' && problem !== null) return status === undefined ? problem : { status, ...problem };
  return typeof status === 'number' ? { status } : null;
}

/** HTTP status of the answer; null: there was none. */
export function statusOf(error: unknown): number | null {
  return problemOf(error)?.status ?? null;
}

/** What went wrong, for a person. */
export function messageOf(error: unknown): string {
  const problem = problemOf(error);
  if (problem !== null) return problem.detail ?? 'The app did not answer as it should.';
  if (error instanceof TypeError) return 'The app cannot be reached right now. Check your connection, then try again.';
  return 'Something unexpected happened. Trying again may help.';
}

/** What is wrong with each field of a form, by its name: `{ title: 'Too long' }`. Empty where it is about no field. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  const errors = problemOf(error)?.errors ?? [];
  return Object.fromEntries(errors.map(({ pointer, detail }) => [fieldName(pointer), detail]));
}

/** `#/title` is `title`; of `#/address/city` the field is `address/city`. */
function fieldName(pointer: string): string {
  return pointer.replace(/^#\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
}
