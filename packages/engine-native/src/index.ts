export { rememberedGround } from './allocate.ts';
export { type ApiReaderOptions, createApiReader } from './apis/index.ts';
export { createNativeDatabases } from './databases.ts';
export { createNativeEngine, type NativeEngineOptions } from './engine.ts';
export { errors as nativeErrors } from './errors.ts';
export { createNativeInspection } from './inspect.ts';
export { createNativeLanguages } from './languages.ts';
export { type Layout, layoutOf, socketOf } from './layout.ts';
export { createMigrationDrafts, createMigrations } from './migrations/index.ts';
