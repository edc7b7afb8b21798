export { createMigrationDrafts } from './migration-drafts.ts';
export { createMigrations } from './native-migrations.ts';
