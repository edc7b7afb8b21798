import { useSyncExternalStore } from 'react';
import type { SignInOptions } from '../auth.ts';
import type { AppConfig } from '../config.ts';
import type { SignedInUser } from '../user.ts';
import { useSession } from './auth-context.ts';
import type { AuthState } from './auth-state.ts';
import type { Session } from './session.ts';

/** What `useAuth()` gives: where signing in stands, and what can be done. */
export interface UseAuth {
  readonly state: AuthState;
  /** Null while nobody is signed in. */
  readonly user: SignedInUser | null;
  /** What the platform told this app; null until loaded. */
  readonly config: AppConfig | null;
  /** Leaves the page for the sign-in. */
  signIn(options?: SignInOptions): Promise<void>;
  /** Ends the session in every app; leaves the page. */
  signOut(): Promise<void>;
  /** After an error. */
  retry(): void;
}

/** Everything about signing in and out. */
export function useAuth(): UseAuth {
  return useAuthOf(useSession());
}

export function useAuthOf({ subscribe, state: read, config, signIn, signOut, retry }: Session): UseAuth {
  const state = useSyncExternalStore(subscribe, read);
  return { state, user: state.status === 'signed-in' ? state.user : null, config: config(), signIn, signOut, retry };
}
