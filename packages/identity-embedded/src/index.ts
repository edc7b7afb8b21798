export { createEmbeddedIdentity, type EmbeddedIdentityOptions } from './identity.ts';
