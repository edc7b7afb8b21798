import { useAuthFetch } from '@scalr/auth-client/react';
import { useCallback, useEffect, useReducer } from 'react';
import * as z from 'zod/mini';

const greeting = z.object({ text: z.string(), visits: z.number(), since: z.nullable(z.string()) });
const problem = z.object({ detail: z.string(), fix: z.optional(z.string()) });

export type GreetingData = z.infer<typeof greeting>;

export type GreetingState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly greeting: GreetingData }
  | { readonly status: 'failed'; readonly message: string };

type GreetingEvent =
  | { readonly type: 'asked' }
  | { readonly type: 'greeted'; readonly greeting: GreetingData }
  | { readonly type: 'failed'; readonly message: string };

function reduce(_state: GreetingState, event: GreetingEvent): GreetingState {
  switch (event.type) {
    case 'asked':
      return { status: 'loading' };
    case 'greeted':
      return { status: 'ready', greeting: event.greeting };
    case 'failed':
      return { status: 'failed', message: event.message };
  }
}

/** `POST /api/visits`: notes the visit, once for each session, and greets. */
async function visit(authFetch: typeof fetch, signal: AbortSignal): Promise<GreetingData> {
  const response = await authFetch('/api/visits', { method: 'POST', signal });
  const body: unknown = await response.json().catch(() => null);
  const answer = z.safeParse(greeting, body);
  if (response.ok && answer.success) return answer.data;
  const said = z.safeParse(problem, body);
  throw new Error(said.success ? said.data.detail : 'The app did not answer as it should.');
}

export function useGreeting(): { readonly state: GreetingState; readonly retry: () => void } {
  const authFetch = useAuthFetch();
  const [state, dispatch] = useReducer(reduce, { status: 'loading' });
  const ask = useCallback(
    (signal: AbortSignal) => {
      dispatch({ type: 'asked' });
      visit(authFetch, signal).then(
        (answer) => dispatch({ type: 'greeted', greeting: answer }),
        (error: unknown) => {
          if (signal.aborted) return;
          const isOffline = error instanceof TypeError;
          const message = isOffline
            ? 'The app cannot be reached right now.'
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
    ask(controller.signal);
    return () => controller.abort();
  }, [ask]);
  return { state, retry: () => ask(new AbortController().signal) };
}
