import { useAuthFetch } from '@scalr/auth-client/react';
import { useCallback, useEffect, useReducer } from 'react';
import * as z from 'zod/mini';

const tile = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  url: z.string(),
  color: z.string(),
  beta: z.boolean(),
  icon: z.nullable(z.string()),
});
const quarantined = z.object({
  folder: z.string(),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      file: z.optional(z.string()),
      line: z.optional(z.number()),
    }),
  ),
});
const hub = z.object({
  categories: z.array(z.object({ name: z.string(), apps: z.array(tile) })),
  quarantined: z.nullable(z.array(quarantined)),
});
const problem = z.object({ detail: z.string() });

export type Tile = z.infer<typeof tile>;
export type QuarantinedApp = z.infer<typeof quarantined>;
export type Hub = z.infer<typeof hub>;

export type HubState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly hub: Hub }
  | { readonly status: 'failed'; readonly message: string };

type HubEvent =
  | { readonly type: 'asked' }
  | { readonly type: 'answered'; readonly hub: Hub }
  | { readonly type: 'failed'; readonly message: string };

function reduce(state: HubState, event: HubEvent): HubState {
  switch (event.type) {
    case 'asked':
      // What is there stays while it is looked at again.
      return state.status === 'ready' ? state : { status: 'loading' };
    case 'answered':
      return { status: 'ready', hub: event.hub };
    case 'failed':
      return state.status === 'ready' ? state : { status: 'failed', message: event.message };
  }
}

/** `GET /api/apps`: every app this person may open. */
async function fetchHub(authFetch: typeof fetch, signal: AbortSignal): Promise<Hub> {
  const response = await authFetch('/api/apps', { signal });
  const body: unknown = await response.json().catch(() => null);
  const answer = z.safeParse(hub, body);
  if (response.ok && answer.success) return answer.data;
  const said = z.safeParse(problem, body);
  throw new Error(said.success ? said.data.detail : 'The portal did not answer as it should.');
}

/** Asked at the start, and again when the person comes back to the page: apps come and go. */
export function useHub(): { readonly state: HubState; readonly retry: () => void } {
  const authFetch = useAuthFetch();
  const [state, dispatch] = useReducer(reduce, { status: 'loading' });
  const ask = useCallback(
    (signal: AbortSignal) => {
      dispatch({ type: 'asked' });
      fetchHub(authFetch, signal).then(
        (answer) => dispatch({ type: 'answered', hub: answer }),
        (error: unknown) => {
          if (signal.aborted) return;
          const isOffline = error instanceof TypeError;
          const message = isOffline
            ? 'The portal cannot be reached right now.'
            : error instanceof Error
              ? error.message
              : '';
          dispatch({ type: 'failed', message });
        },
      );
    },
    [authFetch],
  );
  useEffect(() => {
    const controller = new AbortController();
    const askAgain = () => {
      if (document.visibilityState === 'visible') ask(controller.signal);
    };
    ask(controller.signal);
    document.addEventListener('visibilitychange', askAgain);
    return () => {
      document.removeEventListener('visibilitychange', askAgain);
      controller.abort();
    };
  }, [ask]);
  return { state, retry: () => ask(new AbortController().signal) };
}
