export type { SignInOptions } from '../auth.ts';
export type { AppConfig } from '../config.ts';
export type { SignedInUser } from '../user.ts';
export { AuthProvider, type AuthProviderProps } from './auth-provider.tsx';
export { type AuthState, INITIAL_STATE, reduceAuth } from './auth-state.ts';
export { StatusScreen } from './status-screen.tsx';
export { type UseAuth, useAuth } from './use-auth.ts';
export { useAuthFetch } from './use-auth-fetch.ts';
export { useUser } from './use-user.ts';
