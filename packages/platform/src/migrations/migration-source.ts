import { join } from 'node:path';
import { databaseName, type Manifest } from '@scalr/manifest';
import type { MigrationSource } from '@scalr/ports';

/** Null: the app has no backend, or no database. */
export function migrationSource(
  root: string,
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
): MigrationSource | null {
  const { backend: language } = manifest;
  const database = databaseName(manifest);
  if (language === 'none' || database === undefined) return null;
  return { backend: join(root, folder, 'backend'), language, database };
}
