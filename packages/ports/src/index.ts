export type { ApiReader, ApiReading, ApiSource } from './api-reader.ts';
export type { BecomeBackend, FromBackend } from './backend.ts';
export type { Databases, SavedDatabase } from './databases.ts';
export {
  ENGINE_NAMES,
  type Engine,
  type EngineCapabilities,
  type EngineName,
  type GroundWish,
  type LogLine,
  type LogQuery,
  type ProcessState,
  type ProcessStatus,
  type Progress,
  type UpOptions,
  type UpResult,
} from './engine.ts';
export { engineErrors } from './errors.ts';
export {
  type Address,
  DEFAULT_GATEWAY_LIMITS,
  type FromGateway,
  type FrontendSource,
  type GatewayConfig,
  type GatewayLimits,
  type GatewayRoute,
  type ToGateway,
  type Upstream,
} from './gateway.ts';
export type {
  FirstSignIn,
  Group,
  GroupDirectory,
  Identity,
  IssuedToken,
  KeyRotation,
  NewUser,
  TokenDesk,
  User,
  UserChange,
} from './identity.ts';
export type { Inspection, QueryResult } from './inspection.ts';
export type { Languages } from './languages.ts';
export type { MigrationDrafts } from './migration-drafts.ts';
export type {
  MigrationDraft,
  MigrationSource,
  Migrations,
  MigrationWish,
  Rehearsal,
  SchemaDifferences,
  SchemaRename,
  TriedMigration,
} from './migrations.ts';
export type { ReleaseImages, ReleasePart, Releases, Replacement, ReplacementStep } from './releases.ts';
export type { RenderedFile, Renderer } from './renderer.ts';
