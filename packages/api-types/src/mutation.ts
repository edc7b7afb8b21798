import { useAuthFetch } from '@scalr/auth-client/react';
import {
  type UseMutationOptions,
  type UseMutationResult,
  useQueryClient,
  useMutation as useTanstackMutation,
} from '@tanstack/react-query';
import type { ApiError } from './api-error.ts';
import { API } from './query.ts';
import { type ApiRequest, sendRequest } from './send-request.ts';

export type MutationOptions<T, V> = Omit<UseMutationOptions<T, ApiError, V>, 'mutationFn'>;
export type MutationResult<T, V> = UseMutationResult<T, ApiError, V>;

/**
 * Changes something, and then has everything that is shown of the API asked for again, so that no list shows what was
 * before. It is pending until that is done. A row that was just deleted is not asked for.
 */
export function useMutation<T, V>(
  request: (variables: V) => ApiRequest,
  options?: MutationOptions<T, V>,
): MutationResult<T, V> {
  const send = useAuthFetch();
  const client = useQueryClient();
  return useTanstackMutation<T, ApiError, V>({
    ...options,
    mutationFn: (variables) => sendRequest<T>(send, request(variables)),
    onSuccess: async (...given) => {
      await options?.onSuccess?.(...given);
      const { method, path } = request(given[1]);
      await client.invalidateQueries({
        queryKey: [API],
        predicate: (query) => method !== 'DELETE' || query.queryKey[1] !== path,
      });
    },
  });
}
