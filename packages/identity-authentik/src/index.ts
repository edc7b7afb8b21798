export { appBlueprint, tombstone } from './app-blueprint.ts';
export type { Drift } from './drift.ts';
export {
  type AuthentikIdentity,
  type AuthentikIdentityOptions,
  createAuthentikIdentity,
} from './identity.ts';
export { BLUEPRINT_SECRETS, platformBlueprints } from './platform-blueprint.ts';
export { type AuthentikPreparation, prepareAuthentik, type SharedSecrets } from './prepare.ts';
export { blueprintRevision, loadSigningKey, type SigningKey } from './signing-key.ts';
