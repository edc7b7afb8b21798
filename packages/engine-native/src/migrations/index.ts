export { createMigrationDrafts } from './migration-drafts.ts';
export { createMigrations, type MigrationsOptions } from './native-migrations.ts';
