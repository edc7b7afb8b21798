import { useAuthFetch } from '@scalr/auth-client/react';
import {
  type InfiniteData,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import type { ApiError } from './api-error.ts';
import { queryKey, useRetry } from './query.ts';
import { type ApiRequest, sendRequest } from './send-request.ts';

interface Page<T> {
  readonly items: readonly T[];
  /** Null: the last page. */
  readonly nextCursor: string | null;
}

type Options<T> = UseInfiniteQueryOptions<Page<T>, ApiError, T[], readonly unknown[], string | null>;

export type PagesOptions<T> = Omit<
  Options<T>,
  'queryKey' | 'queryFn' | 'select' | 'initialPageParam' | 'getNextPageParam' | 'getPreviousPageParam'
>;
/** `data` is every entry of the pages that are there. */
export type PagesResult<T> = UseInfiniteQueryResult<T[], ApiError>;

/** A list page after page, by the `nextCursor` of the page before. */
export function usePages<T>(request: ApiRequest, options?: PagesOptions<T>): PagesResult<T> {
  const send = useAuthFetch();
  const retry = useRetry();
  return useInfiniteQuery<Page<T>, ApiError, T[], readonly unknown[], string | null>({
    retry,
    ...options,
    queryKey: [...queryKey(request), 'pages'],
    queryFn: ({ signal, pageParam }) =>
      sendRequest<Page<T>>(send, { ...request, query: { ...request.query, cursor: pageParam } }, signal),
    initialPageParam: null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: entriesOf,
  });
}

/** Defined once: a new function every time would have it run at every render. */
function entriesOf<T>({ pages }: InfiniteData<Page<T>, unknown>): T[] {
  return pages.flatMap(({ items }) => items);
}
