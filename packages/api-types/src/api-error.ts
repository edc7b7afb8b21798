import * as z from 'zod/mini';

/** One field that is wrong, by its JSON pointer (RFC 6901), e.g. `#/title`. */
export interface FieldError {
  readonly in: 'body' | 'query' | 'path';
  readonly pointer: string;
  readonly detail: string;
}

interface ApiErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly requestId?: string | undefined;
}

/**
 * A call of the app's API that did not go well: the problem it answered (RFC 9457), or that no answer came. Its
 * `message` is a sentence for people.
 */
export class ApiError extends Error {
  /** HTTP status; 0: no answer came. */
  readonly status: number;
  /** For programs, upper snake case, e.g. `VALIDATION_FAILED`; `UNREACHABLE`: no answer came. */
  readonly code: string;
  /** What happened and why; the same as `message`. */
  readonly detail: string;
  /** What helps; null: nothing is known. */
  readonly fix: string | null;
  /** The fields that are wrong; empty: it is not about fields. */
  readonly errors: readonly FieldError[];
  /** The id under which the backend logged it; null: no answer came. */
  readonly requestId: string | null;

  constructor(facts: ApiErrorFacts, options?: ErrorOptions) {
    super(facts.detail, options);
    this.name = 'ApiError';
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.fix = facts.fix ?? null;
    this.errors = facts.errors ?? [];
    this.requestId = facts.requestId ?? null;
  }

  /** The network failed, or the app is down: nothing is known of what it did. */
  get isUnreachable(): boolean {
    return this.code === 'UNREACHABLE';
  }

  /** What is wrong with one field of the body, by its name; undefined: nothing is. */
  fieldError(name: string): string | undefined {
    return this.errors.find((one) => one.in === 'body' && one.pointer === `#/${name}`)?.detail;
  }
}

const problem = z.object({
  detail: z.string(),
  code: z.optional(z.string()),
  fix: z.optional(z.string()),
  errors: z.optional(
    z.array(z.object({ in: z.enum(['body', 'query', 'path']), pointer: z.string(), detail: z.string() })),
  ),
  requestId: z.optional(z.string()),
});

/** From an answer that is no success; also one that does not come from an app, e.g. of a proxy. */
export function errorOfAnswer(status: number, body: unknown): ApiError {
  const said = z.safeParse(problem, body);
  if (said.success) return new ApiError({ status, ...said.data, code: said.data.code ?? `HTTP_${status}` });
  const detail = 'The app did not answer as it should.';
  return new ApiError({ status, code: 'UNREADABLE', detail, fix: 'try again in a moment' });
}

/** From what `fetch` throws when no answer comes. */
export function errorOfNetwork(cause: unknown): ApiError {
  const detail = 'The app cannot be reached right now.';
  const fix = 'check your connection and try again';
  return new ApiError({ status: 0, code: 'UNREACHABLE', detail, fix }, { cause });
}
