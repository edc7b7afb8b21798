import type { Inspection, MigrationSource } from '@scalr/ports';

export interface AppliedMigration {
  /** Of its folder, or its revision. */
  readonly name: string;
  /** SHA-256 of its `migration.sql` when it was applied; null: nobody wrote it down. */
  readonly hash: string | null;
}

/** Where each language keeps account. */
const ACCOUNTS: Readonly<Record<MigrationSource['language'], { readonly table: string; readonly columns: string }>> = {
  typescript: { table: 'scalr.migrations', columns: 'name, hash' },
  fastapi: { table: 'scalr.alembic_version', columns: 'version_num, null' },
};

const MOST = 10_000;

/** What the database says was applied: all of it, but of FastAPI only the latest revision. */
export async function appliedMigrations(
  inspection: Inspection,
  database: string,
  language: MigrationSource['language'],
): Promise<readonly AppliedMigration[]> {
  const { table, columns } = ACCOUNTS[language];
  const { rows: there } = await inspection.query(database, `select to_regclass('${table}')`, 1);
  if (there[0]?.[0] == null) return [];
  const { rows } = await inspection.query(database, `select ${columns} from ${table}`, MOST);
  return rows.map(([name, hash]) => ({ name: name ?? '', hash: hash ?? null }));
}
