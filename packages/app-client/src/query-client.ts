import { QueryClient } from '@tanstack/react-query';
import { statusOf } from './problem.ts';

/** Reads are tried again where that may help; a change is sent once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Offline is told rather than waited for.
        networkMode: 'always',
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        retryDelay: (failures) => 300 * 2 ** failures,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** No answer at all, or one that says "later". */
function mayPass(error: unknown): boolean {
  return [0, 429, 502, 503, 504].includes(statusOf(error) ?? -1);
}
