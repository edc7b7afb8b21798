import type { AuthEvent } from '../auth.ts';
import type { SignInError } from '../errors.ts';
import type { SignedInUser } from '../user.ts';

/** Where signing in stands. */
export type AuthState =
  | { readonly status: 'loading' }
  /** On the way to the provider. */
  | { readonly status: 'leaving' }
  | { readonly status: 'signed-in'; readonly user: SignedInUser }
  | { readonly status: 'signed-out'; readonly by: 'person' | 'provider' | 'nobody' }
  | { readonly status: 'error'; readonly error: SignInError };

export const INITIAL_STATE: AuthState = { status: 'loading' };

/** Every change there is, on one page. Pure. */
export function reduceAuth(state: AuthState, event: AuthEvent | { readonly type: 'retried' }): AuthState {
  switch (event.type) {
    case 'signed-in':
      return { status: 'signed-in', user: event.user };
    case 'signed-out':
      // On the way out already: the next page says so.
      return state.status === 'leaving' ? state : { status: 'signed-out', by: event.by };
    case 'leaving':
      return { status: 'leaving' };
    case 'failed':
      return { status: 'error', error: event.error };
    case 'retried':
      return INITIAL_STATE;
  }
}
