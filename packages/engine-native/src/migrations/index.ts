export { createMigrationDrafts } from './migration-drafts.ts';
