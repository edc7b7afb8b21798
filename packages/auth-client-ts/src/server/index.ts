export type { GatewayAddress } from '@scalr/http';
export {
  type AppCallerOptions,
  CALLER_REQUEST_ID,
  type CallAnswer,
  type CallApp,
  type CallOptions,
  createAppCaller,
} from './app-caller.ts';
export { AuthFailure } from './auth-failure.ts';
export type { ProviderProfile } from './claims.ts';
export {
  createSessionIndex,
  ENDED_SESSION_SECONDS,
  type EndedSessions,
  type LogoutNotice,
  memoryEndedSessions,
} from './ended-sessions.ts';
export { authErrors, callErrors } from './errors.ts';
export { authProblem, requireUserHook } from './fastify-hook.ts';
export { type RequireUserOptions, requireUser, type TokenCarrier, userOf } from './require-user.ts';
export type { User, VerifiedToken } from './user.ts';
export { createVerifier, type Verifier, type VerifierOptions } from './verifier.ts';
