export type { QueryKey } from '@tanstack/react-query';
export { type MutationOptions, type MutationResult, useMutation } from './mutation.ts';
export { type PagesOptions, type PagesResult, usePages } from './pages.ts';
export { type QueryOptions, type QueryResult, queryKey, useQuery } from './query.ts';
export type { ApiRequest } from './send-request.ts';
