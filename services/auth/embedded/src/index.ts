export type { PasswordHasher } from './people/password.ts';
export { type IdentityServer, startIdentity } from './server.ts';
export { type IdentitySettings, readSettings } from './settings.ts';
