import { useEffect } from 'react';
import { type Greeting, usePostVisits } from '../../api.ts';

export type GreetingData = Greeting;

export type GreetingState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly greeting: GreetingData }
  | { readonly status: 'failed'; readonly message: string };

/** Notes the visit, once for each session, and greets. */
export function useGreeting(): { readonly state: GreetingState; readonly retry: () => void } {
  const { mutate, data, error } = usePostVisits();
  useEffect(() => mutate(), [mutate]);
  return { state: stateOf(data, error), retry: () => mutate() };
}

function stateOf(greeting: GreetingData | undefined, error: Error | null): GreetingState {
  if (greeting !== undefined) return { status: 'ready', greeting };
  return error === null ? { status: 'loading' } : { status: 'failed', message: error.message };
}
