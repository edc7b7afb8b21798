import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface DrizzleMigration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** The migrations of a backend in their order, read as the app server reads them. */
export async function readDrizzleMigrations(backend: string): Promise<readonly DrizzleMigration[]> {
  const folder = join(backend, 'migrations');
  if (!existsSync(folder)) return [];
  const { readMigrationFiles } = await import('drizzle-orm/migrator');
  return readMigrationFiles({ migrationsFolder: folder }).map(({ name, sql }) => ({
    name: name ?? '',
    statements: sql.map((statement) => statement.trim()).filter((statement) => statement !== ''),
  }));
}
