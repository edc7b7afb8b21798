export { type Auth, type AuthEvent, type AuthOptions, createAuth, type SignInOptions } from './auth.ts';
export { takeCallback } from './callback.ts';
export { type AppConfig, type AuthConfig, CALLBACK_PATH, loadAppConfig } from './config.ts';
export { SIGN_IN_ERRORS, SignInError } from './errors.ts';
export type { SignedInUser } from './user.ts';
