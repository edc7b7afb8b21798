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

/** Before anything is known. */
export const INITIAL_STATE: AuthState = { status: 'loading' };

/** Every change there is, on one page. Pure. */
export function reduceAuth(_state: AuthState, event: AuthEvent): AuthState {
  switch (event.type) {
    case 'signed-in':
      return { status: 'signed-in', user: event.user };
    case 'signed-out':
      return { status: 'signed-out', by: event.by };
    case 'leaving':
      return { status: 'leaving' };
    case 'failed':
      return { status: 'error', error: event.error };
  }
}
