export { type IdentityServer, startIdentity } from './server.ts';
export { type IdentitySettings, readSettings } from './settings.ts';
