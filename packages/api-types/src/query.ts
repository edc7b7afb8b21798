import { useAuthFetch } from '@scalr/auth-client/react';
import {
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  useQueryClient,
  useQuery as useTanstackQuery,
} from '@tanstack/react-query';
import type { ApiError } from './api-error.ts';
import { type ApiRequest, sendRequest } from './send-request.ts';

/** Options of TanStack Query, without what the client itself decides. */
export type QueryOptions<T, TData = T> = Omit<UseQueryOptions<T, ApiError, TData>, 'queryKey' | 'queryFn'>;
export type QueryResult<TData> = UseQueryResult<TData, ApiError>;

/** Every answer that is kept has a key that begins with this word. */
export const API = 'api';

export function queryKey({ path, query }: ApiRequest): QueryKey {
  return query === undefined ? [API, path] : [API, path, query];
}

/** Asks, keeps the answer, and asks again when a mutation of the same app went well. */
export function useQuery<T, TData>(request: ApiRequest, options?: QueryOptions<T, TData>): QueryResult<TData> {
  const send = useAuthFetch();
  const retry = useRetry();
  return useTanstackQuery<T, ApiError, TData>({
    retry,
    ...options,
    queryKey: queryKey(request),
    queryFn: ({ signal }) => sendRequest<T>(send, request, signal),
  });
}

/** As the app's own QueryClient says; else twice, and only what may go better by itself. */
export function useRetry() {
  return useQueryClient().getDefaultOptions().queries?.retry ?? isWorthRetrying;
}

function isWorthRetrying(failures: number, { status }: { readonly status?: number }): boolean {
  return failures < 2 && (status === 0 || status === 429 || (status ?? 0) >= 500);
}
