import { type Hub, useGetApps } from '../../api.ts';

export type { Hub, Tile } from '../../api.ts';
export type QuarantinedApp = NonNullable<Hub['quarantined']>[number];

export type HubState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly hub: Hub }
  | { readonly status: 'failed'; readonly message: string };

/** Asked at the start, and again when the person comes back to the page: apps come and go. What is there stays meanwhile. */
export function useHub(): { readonly state: HubState; readonly retry: () => void } {
  const { data, error, isFetching, refetch } = useGetApps({ refetchOnWindowFocus: 'always' });
  return { state: stateOf(data, isFetching ? null : error), retry: () => void refetch() };
}

function stateOf(hub: Hub | undefined, error: Error | null): HubState {
  if (hub !== undefined) return { status: 'ready', hub };
  return error === null ? { status: 'loading' } : { status: 'failed', message: error.message };
}
