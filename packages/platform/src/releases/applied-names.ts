import type { AppPlan } from '@scalr/plan';
import type { Inspection } from '@scalr/ports';
import { appliedMigrations } from '../migrations/applied-migrations.ts';
import { migrationSource } from '../migrations/migration-source.ts';

/**
 * Names of the migrations that a database has; null: not known. Alembic keeps account of the latest one only, and a
 * database that cannot be asked keeps nobody from releasing.
 */
export async function appliedNames(
  root: string,
  inspection: Inspection | undefined,
  app: AppPlan,
): Promise<readonly string[] | null> {
  const source = migrationSource(root, app);
  if (source === null || source.language !== 'typescript' || inspection === undefined) return null;
  try {
    const applied = await appliedMigrations(inspection, source.database, source.language);
    return applied.map(({ name }) => name).sort();
  } catch {
    return null;
  }
}
