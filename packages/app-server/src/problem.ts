import type { z } from 'zod';

/** One bad field of a request. */
export interface FieldProblem {
  readonly in: 'body' | 'query' | 'path';
  /** JSON pointer as URI fragment (RFC 6901 §6): `#/address/city`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Issues of zod as bad fields, at most 100. */
export function fieldProblems(place: FieldProblem['in'], issues: readonly z.core.$ZodIssue[]): readonly FieldProblem[] {
  return issues.slice(0, 100).flatMap((issue): FieldProblem[] => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => ({ in: place, pointer: toPointer(path), detail: issue.message }));
  });
}

/** RFC 6901 §6: `~` and `/` inside a name are escaped. */
function toPointer(path: readonly PropertyKey[]): string {
  return `#${path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}

/** RFC 9457 problem details, as every error of a backend is answered. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Permanent, upper snake case. */
  readonly code: string;
  readonly fix?: string;
  readonly errors?: readonly FieldProblem[];
  readonly requestId?: string;
}

/** What an error says beyond status, code and detail. */
export interface HttpProblemOptions {
  /** What helps, shown to whoever asked. */
  readonly fix?: string;
  /** The fields that are wrong. */
  readonly errors?: readonly FieldProblem[];
  /** Of the answer, e.g. `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log; never shown. */
  readonly cause?: unknown;
}

/**
 * Thrown by a handler, answered as `application/problem+json` (RFC 9457). Its detail is shown to whoever asked.
 * @param status 400 to 599
 * @param code permanent, upper snake case
 * @param detail what happened and why, in a sentence for a person
 */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly options: HttpProblemOptions;

  constructor(status: number, code: string, detail: string, options: HttpProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.options = options;
  }

  /** The body of the answer, without the id of the request. */
  toDetails(): ProblemDetails {
    const { fix, errors } = this.options;
    return {
      type: `urn:scalr:problem:${this.code}`,
      title: TITLES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(fix === undefined ? {} : { fix }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}

/** 404 `NOT_FOUND`: `throw notFound('No such note.')`. */
export function notFound(detail = 'There is nothing here.'): HttpProblem {
  return new HttpProblem(404, 'NOT_FOUND', detail);
}

/** 409 `CONFLICT`: `throw conflict('This room is taken at that time.')`. */
export function conflict(detail: string): HttpProblem {
  return new HttpProblem(409, 'CONFLICT', detail);
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
