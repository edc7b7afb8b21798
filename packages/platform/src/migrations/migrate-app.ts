import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ScalrError } from '@scalr/errors';
import { type FileSet, fileSet, stageFileSet, writeFileAtomically } from '@scalr/fileset';
import type { AppPlan } from '@scalr/plan';
import type { MigrationDraft, MigrationSource, SchemaDifferences } from '@scalr/ports';
import { readFolder } from '@scalr/workspace';
import { openAppHttp } from '../app-http.ts';
import { backUpApp } from '../life/app-backup.ts';
import { knownApp } from '../life/known-app.ts';
import { withAppFiles } from '../life/turn.ts';
import { runningApp } from '../named-apps.ts';
import type { Platform } from '../platform.ts';
import { refreshTypes, type TypesReport } from '../types/refresh-types.ts';
import { appliedMigrations } from './applied-migrations.ts';
import { migrationErrors } from './errors.ts';
import { judgeDifferences, tableOf } from './judge-differences.ts';
import type { MigrateWish } from './migrate-command.ts';
import { migrationSource } from './migration-source.ts';
import { stampAfter } from './migration-stamp.ts';
import { migrationWords } from './migration-words.ts';

export interface MigrateReport {
  readonly app: string;
  /** Null: the models say what the migrations say. */
  readonly migration: {
    readonly name: string;
    /** Paths relative to the workspace root. */
    readonly files: readonly string[];
    readonly differences: SchemaDifferences;
    /** It was also taken back and made again on the copy. */
    readonly reversible: boolean;
    /** Of what was saved because something is lost, relative to the workspace root. */
    readonly backup: string | null;
  } | null;
  readonly types: TypesReport | null;
}

export interface MigrateOptions {
  readonly now?: () => Date;
  /** Proves it on the copy and says what it is; nothing is saved, written or applied. */
  readonly isPlan?: boolean;
}

/**
 * Makes the migration that the models of an app lack, proves it on a copy of its database, saves what it loses, writes
 * it and has the backend apply it. Asks nobody anything; what fails before it is applied leaves no trace.
 * @throws ScalrError with everything that keeps it from being made
 */
export async function migrateApp(
  platform: Platform,
  wish: MigrateWish,
  { now = () => new Date(), isPlan = false }: MigrateOptions = {},
): Promise<MigrateReport> {
  const { root, engine } = platform;
  const plan = await engine.current();
  if (plan === null) throw migrationErrors.error('platformDown', {});
  if (plan.mode === 'production') throw migrationErrors.error('production', {});
  const app = await runningApp(platform, plan, wish.slug, 'migrate');
  const source = migrationSource(root, app);
  if (source === null) throw migrationErrors.error('noDatabase', { slug: app.slug, folder: app.folder });
  const made = await withAppFiles(root, () => makeMigration(platform, app, source, wish, { now: now(), isPlan }));
  if (made === null) return { app: app.slug, migration: null, types: null };
  const { name, files, differences, reversible, backup } = made;
  const migration = { name, files: [...files.keys()], differences, reversible, backup };
  if (isPlan) return { app: app.slug, migration, types: null };
  await apply(platform, app, source, made);
  return { app: app.slug, migration, types: await refreshTypes(platform, { slugs: [app.slug] }) };
}

interface MadeMigration {
  readonly name: string;
  /** By path relative to the workspace root. */
  readonly files: FileSet;
  readonly differences: SchemaDifferences;
  readonly reversible: boolean;
  readonly backup: string | null;
}

const CRUFT = /(?:^|\/)(?:node_modules|dist|\.venv|__pycache__|test|tests)(?:\/|$)/;

async function makeMigration(
  platform: Platform,
  app: AppPlan,
  source: MigrationSource,
  wish: MigrateWish,
  { now, isPlan }: { readonly now: Date; readonly isPlan: boolean },
): Promise<MadeMigration | null> {
  const { root, migrations } = platform;
  const before = await readFolder(root, `${app.folder}/backend`, (path) => CRUFT.test(path));
  const stamp = stampAfter(before.keys(), now);
  const draft = await migrations.draft(source, { stamp, renames: wish.renames });
  if (draft === null && wish.renames.length + wish.drops.length === 0) return null;
  await refuse(platform, source, { wish, isPlan }, draft);
  const { differences, files } = draft!;
  const name = `${stamp}_${migrationWords(differences, wish.words)}`;
  const added = Object.entries(files).map(([suffix, text]) => [`migrations/${name}${suffix}`, text] as const);
  const reversible = await prove(platform, source, fileSet([...before, ...added]), name);
  const isLoss = differences.gone.length + differences.narrowed.length > 0;
  const backup = isLoss && !isPlan ? (await backUpApp(platform, await knownApp(root, app.slug))).backup : null;
  const written = fileSet(added.map(([path, text]) => [`${app.folder}/backend/${path}`, text] as const));
  if (!isPlan) await writeAll(root, written);
  return { name, files: written, differences, reversible, backup };
}

const NO_DIFFERENCES: SchemaDifferences = {
  gone: [],
  came: [],
  narrowed: [],
  required: [],
  renamed: [],
  tables: [],
};

async function refuse(
  platform: Platform,
  { database }: MigrationSource,
  wished: { readonly wish: MigrateWish; readonly isPlan: boolean },
  draft: MigrationDraft | null,
): Promise<void> {
  const differences = draft?.differences ?? NO_DIFFERENCES;
  const asked = [...differences.narrowed, ...differences.required].map(tableOf);
  const filled = await tablesWithRows(platform, database, [...new Set(asked)], differences);
  const [first, ...rest] = judgeDifferences({ ...wished, differences, hasRows: (table) => filled.has(table) });
  if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
}

/** A table that is not in the database yet has none. */
async function tablesWithRows(
  { inspection }: Platform,
  database: string,
  tables: readonly string[],
  { renamed }: SchemaDifferences,
): Promise<ReadonlySet<string>> {
  const filled = new Set<string>();
  for (const table of tables) {
    const now = renamed.find(({ to }) => to === table)?.from ?? table;
    const quoted = now.split('.').map((part) => `"${part.replaceAll('"', '""')}"`);
    const name = quoted.join('.');
    const { rows: there } = await inspection.query(database, `select to_regclass('${name.replaceAll("'", "''")}')`, 1);
    if (there[0]?.[0] == null) continue;
    const { rows } = await inspection.query(database, `select 1 from ${name} limit 1`, 1);
    if (rows.length > 0) filled.add(table);
  }
  return filled;
}

/** On a copy of the database, out of a copy of the backend. Answers whether it can be taken back. */
async function prove(
  { root, migrations }: Platform,
  source: MigrationSource,
  files: FileSet,
  name: string,
): Promise<boolean> {
  const copy = join(root, '.scalr/scaffold', `migrate-${randomUUID()}`);
  try {
    await stageFileSet(copy, files);
    const rehearsal = await migrations.rehearse({ ...source, backend: copy });
    if (!rehearsal.ok) throw migrationErrors.error('fails', rehearsal);
    return rehearsal.tried.find((one) => name.startsWith(one.name))?.reversible ?? false;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function writeAll(root: string, files: FileSet): Promise<void> {
  try {
    for (const [path, { content }] of files) await writeFileAtomically(join(root, path), content);
  } catch (error) {
    await removeAll(root, files);
    throw error;
  }
}

async function removeAll(root: string, files: FileSet): Promise<void> {
  for (const path of files.keys()) {
    const folder = /^(.*\/migrations\/\d{14}_[^/]+)\//.exec(path)?.[1];
    await rm(join(root, folder ?? path), { recursive: true, force: true });
  }
}

/** A backend that starts for the first time may be compiled first. */
const ANSWERS_WITHIN_MS = 30_000;

async function apply(platform: Platform, app: AppPlan, source: MigrationSource, made: MadeMigration): Promise<void> {
  const { engine, inspection, root } = platform;
  const { slug, url, manifest } = app;
  const got = await engine.restart(slug).then(
    async () => {
      const ask = await openAppHttp(engine);
      const question = { headers: { accept: 'application/json' }, timeoutMs: ANSWERS_WITHIN_MS };
      const { status, text } = await ask(`${url}${manifest.routing.health_path}`, question);
      return status === 200 ? null : `${status} ${text.slice(0, 300)}`;
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const applied = await appliedMigrations(inspection, source.database, source.language);
  const kept = applied.some(({ name }) => made.name.startsWith(name));
  if (got === null && kept) return;
  if (!kept) await withAppFiles(root, () => removeAll(root, made.files));
  throw migrationErrors.error('notApplied', { slug, kept, got: got ?? 'the database lacks it' });
}
