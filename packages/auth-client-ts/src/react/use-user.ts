import type { SignedInUser } from '../user.ts';
import { useAuth } from './use-auth.ts';

/**
 * The signed-in person. Where nobody may be signed in (`autoSignIn` off), ask `useAuth().user` instead.
 * @throws Error where nobody is signed in
 */
export function useUser(): SignedInUser {
  const { user } = useAuth();
  if (user === null) throw new Error('Nobody is signed in: use useAuth().user.');
  return user;
}
