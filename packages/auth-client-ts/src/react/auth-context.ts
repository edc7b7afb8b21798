import { createContext, useContext } from 'react';
import type { Session } from './session.ts';

export const AuthContext = createContext<Session | null>(null);

/** The session of the nearest provider. A component outside of one is a mistake in the app. */
export function useSession(): Session {
  const session = useContext(AuthContext);
  if (session === null) throw new Error('There is no <AuthProvider> around this.');
  return session;
}
