import { type ComponentType, type ReactNode, useState } from 'react';
import { AuthContext } from './auth-context.ts';
import { openSession } from './session.ts';
import { StatusScreen } from './status-screen.tsx';
import { type UseAuth, useAuthOf } from './use-auth.ts';

export interface AuthProviderProps {
  readonly children: ReactNode;
  /**
   * True: whoever is not signed in is taken to the sign-in. False, or where the manifest says `auth.required: false`:
   * the app is shown to everybody and asks `useAuth()`.
   */
  readonly autoSignIn?: boolean;
  /** Default `/app-config.json`. */
  readonly configUrl?: string;
  /** A component shown instead of the app while nobody is signed in. */
  readonly statusScreen?: ComponentType<UseAuth>;
}

/** Signs people in around an app. One, at the root. */
export function AuthProvider(props: AuthProviderProps) {
  const { children, autoSignIn = true, configUrl, statusScreen } = props;
  const [session] = useState(() => openSession(configUrl, autoSignIn));
  const auth = useAuthOf(session);
  const { status } = auth.state;
  const isOpen = !autoSignIn || auth.config?.authRequired === false;
  const isShown = status === 'signed-in' || (status === 'signed-out' && isOpen);
  const Status = statusScreen ?? StatusScreen;
  return <AuthContext value={session}>{isShown ? children : <Status {...auth} />}</AuthContext>;
}
