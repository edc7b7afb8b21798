import { useSession } from './auth-context.ts';

/**
 * `fetch` for the app's own API: brings the access token along to this origin and never to another one, renews it
 * when needed, and tries once more on 401. Always the same function, so it is safe as a dependency of an effect.
 * @throws SignInError (from the call) `AUTH_SIGNED_OUT`, `AUTH_UNREACHABLE`
 */
export function useAuthFetch(): typeof fetch {
  return useSession().fetch;
}
