import { errorOfAnswer, errorOfNetwork } from './api-error.ts';

/** One call of the app's API, as plain data. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the app's own origin, e.g. `/api/notes`. */
  readonly path: string;
  /** What is undefined or null is left out; a list is one parameter for each entry. */
  readonly query?: object | undefined;
  /** Sent as JSON; undefined: no body. */
  readonly body?: unknown;
}

/**
 * Sends a request and reads its answer; undefined where the answer has no body.
 * @throws ApiError for every answer but a success, and when none comes; what `signal` aborts is thrown as it is
 */
export async function sendRequest<T>(send: typeof fetch, request: ApiRequest, signal?: AbortSignal): Promise<T> {
  const response = await send(addressOf(request), initOf(request, signal)).catch((cause: unknown) => {
    throw signal?.aborted === true ? cause : errorOfNetwork(cause);
  });
  if (response.status === 204 || response.status === 205) return undefined as T;
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    return undefined;
  });
  if (!response.ok || body === undefined) throw errorOfAnswer(response.status, body);
  return body as T;
}

function addressOf({ path, query }: ApiRequest): string {
  const entries = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined && one !== null)
      .map((one) => [name, String(one)]),
  );
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
}

function initOf({ method, body }: ApiRequest, signal: AbortSignal | undefined): RequestInit {
  return {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}
