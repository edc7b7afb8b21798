import type { Manifest } from '@scalr/manifest';

/** A backend whose models, migrations and database are looked at together. */
export interface MigrationSource {
  /** Absolute path of a `backend/` with `src/models/` and `migrations/`; also a copy of one. */
  readonly backend: string;
  readonly language: Exclude<Manifest['backend'], 'none'>;
  /** Name of the app's database. It is read, never written. */
  readonly database: string;
}

/** Names are `notes` for a table and `notes.title` for a column, with the schema in front where it is not public. */
export interface SchemaRename {
  readonly from: string;
  /** Of a column, the whole name as well: `notes.headline`. */
  readonly to: string;
}

/** What the models have that the migrations do not make, and the other way round. */
export interface SchemaDifferences {
  /** Tables, and columns of tables that stay; what was renamed is neither gone nor new. */
  readonly gone: readonly string[];
  readonly came: readonly string[];
  /** Types of columns that are gone or came, in the words of Postgres; left out: not known. */
  readonly types?: Readonly<Record<string, string>>;
  /** Columns of another type that not every value fits, or that may no longer be empty. */
  readonly narrowed: readonly string[];
  /** New columns of tables that stay which may not be empty and say no default. */
  readonly required: readonly string[];
  readonly renamed: readonly SchemaRename[];
  /** Tables that something of this is about. */
  readonly tables: readonly string[];
}

export interface MigrationWish {
  /** `20260131235959` */
  readonly stamp: string;
  readonly renames: readonly SchemaRename[];
}

export interface MigrationDraft {
  readonly differences: SchemaDifferences;
  /** Text by what follows `migrations/<stamp>_<words>`: `/migration.sql`, `/snapshot.json`, or `.py`. Says in comments what is lost by it. */
  readonly files: Readonly<Record<string, string>>;
}

export type Rehearsal =
  | { readonly ok: true; readonly tried: readonly TriedMigration[] }
  | {
      readonly ok: false;
      /** Name of the migration. */
      readonly migration: string;
      readonly doing: 'up' | 'down' | 'up again';
      /** Null: not known. */
      readonly statement: string | null;
      /** What Postgres says. */
      readonly detail: string;
    };

export interface TriedMigration {
  readonly name: string;
  /** It was also taken back and made again. */
  readonly reversible: boolean;
}

/** Compares models with migrations and tries migrations on copies of a running platform's databases. */
export interface Migrations {
  /**
   * The migration that is missing, as if everything gone were to be dropped; null: nothing is missing.
   * @throws ScalrError `MIGRATION_NOT_DRAFTED` where the models cannot be loaded
   */
  draft(source: MigrationSource, wish: MigrationWish): Promise<MigrationDraft | null>;
  /**
   * Runs on a copy what the database lacks, or else the latest migration: up, down and up where it can be taken back.
   * The copy is gone afterwards.
   */
  rehearse(source: MigrationSource): Promise<Rehearsal>;
}
