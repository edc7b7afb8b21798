/** Drafts migrations out of models, without a database. */
export interface MigrationDrafts {
  /**
   * A Drizzle migration that makes one new table and nothing else: text of its files by name.
   * @param backend absolute path of a `backend/` that holds the models, the new one as well, and `migrations/`
   * @throws ScalrError where the models cannot be loaded
   */
  newTable(backend: string, table: string): Promise<Readonly<Record<'migration.sql' | 'snapshot.json', string>>>;
}
