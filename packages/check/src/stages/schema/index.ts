import { isScalrError } from '@scalr/errors';
import { appliedMigrations, migrationSource } from '@scalr/platform';
import type { MigrationSource } from '@scalr/ports';
import type { Finding } from '../../finding.ts';
import type { Stage, Subject } from '../../subject.ts';
import { editedMigrations, rememberApplied, withFormer } from './edited-migrations.ts';
import { failingMigration } from './failing-migration.ts';
import { recall, remember } from './memory.ts';
import { missingMigration } from './missing-migration.ts';
import { openTables, TABLES } from './open-tables.ts';
import { find } from './rules.ts';
import { readSchemaSources, type SchemaSources } from './schema-sources.ts';
import { unsaidLosses } from './unsaid-losses.ts';

export { rules } from './rules.ts';

/** Models, migrations and the database say the same. What did not change since it passed is not tried again. */
export const schemaStage: Stage = async (subject) => {
  const { app, root, install, state } = subject;
  const source = migrationSource(root, app);
  if (source === null) return [];
  const [sources, memory] = await Promise.all([readSchemaSources(root, install, app), recall(state, app.slug)]);
  const isKnown = memory.passed === sources.print;
  const [database, tried] = await Promise.all([
    lookAtDatabase(subject, source, sources, memory.seen),
    isKnown ? [] : tryOut(subject, source, sources),
  ]);
  const found = [...tried, ...unsaidLosses(sources.migrations), ...database.findings];
  const passed = found.length === 0 ? sources.print : null;
  await remember(state, app.slug, { passed, seen: database.seen });
  return found;
};

/** The backend migrates as it starts, so it is woken first. */
async function lookAtDatabase(
  { app, http, query, platform: { inspection } }: Subject,
  { database, language }: MigrationSource,
  { migrations }: SchemaSources,
  seen: Readonly<Record<string, string>>,
) {
  const { status } = await http(app.manifest.routing.health_path, { timeoutMs: 30_000 });
  const [tables, account] = await Promise.all([query(TABLES), appliedMigrations(inspection, database, language)]);
  const applied = withFormer(account, migrations);
  const findings = [
    ...editedMigrations(migrations, applied, seen, app.folder),
    ...openTables(tables, migrations, status === 200),
  ];
  return { findings, seen: rememberApplied(migrations, applied, seen) };
}

async function tryOut(subject: Subject, source: MigrationSource, sources: SchemaSources): Promise<readonly Finding[]> {
  const [missing, failing] = await Promise.all([compare(subject, source, sources), rehearse(subject, source, sources)]);
  // Alembic compares with what the migrations make, so it cannot where they fail.
  return failing.length > 0 ? [...failing, ...missing.filter(({ code }) => code !== UNREADABLE)] : missing;
}

const UNREADABLE = 'MODELS_NOT_LOADABLE';

async function compare(
  { app, platform }: Subject,
  source: MigrationSource,
  { models }: SchemaSources,
): Promise<readonly Finding[]> {
  try {
    // The stamp is only for a migration that is written.
    const draft = await platform.migrations.draft(source, { stamp: '99991231235959', renames: [] });
    return missingMigration(app.slug, draft?.differences ?? null, models);
  } catch (error) {
    const problem = isScalrError(error) ? error.problems[0] : undefined;
    if (problem?.code !== 'MODELS_NOT_COMPARED') throw error;
    const { message } = problem;
    const file = `${app.folder}/backend/src/models`;
    return [find('unreadable', { file, did: 'load the models', got: message, expected: 'tables to compare' })];
  }
}

async function rehearse(
  { platform }: Subject,
  source: MigrationSource,
  { migrations }: SchemaSources,
): Promise<readonly Finding[]> {
  return failingMigration(await platform.migrations.rehearse(source), migrations);
}
