import type { FormProblem } from '@scalr/ui';

/** What the generated client throws, as far as people are told of it. `status` 0: no answer came. */
interface ApiFailure extends Error {
  readonly status: number;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
}

function isApiFailure(error: unknown): error is ApiFailure {
  return error instanceof Error && typeof (error as Partial<ApiFailure>).status === 'number';
}

/** HTTP status of the answer; 0: none came; null: it is no failure of the API. */
export function statusOf(error: unknown): number | null {
  return isApiFailure(error) ? error.status : null;
}

/** What went wrong, in a sentence for a person. */
export function messageOf(error: unknown): string {
  return isApiFailure(error) ? error.message : 'Something unexpected happened. Trying again may help.';
}

/** What a form shows of a failed change: `<FormDialog problem={formProblem(save.error)}>`. Null: nothing failed. */
export function formProblem(error: unknown): FormProblem | null {
  if (error === null || error === undefined) return null;
  const errors = isApiFailure(error) ? (error.errors ?? []) : [];
  const inBody = errors.filter((one) => one.in === 'body');
  return {
    message: messageOf(error),
    fields: Object.fromEntries(inBody.map((one) => [fieldName(one.pointer), one.detail])),
  };
}

/** RFC 6901 §6: `#/title` is the field `title`. */
function fieldName(pointer: string): string {
  return pointer.replace(/^#\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
}
