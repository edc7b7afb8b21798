import type {
  ApiReader,
  Databases,
  Engine,
  Identity,
  Inspection,
  Languages,
  MigrationDrafts,
  Migrations,
  Releases,
  Renderer,
} from '@scalr/ports';

/** What the use cases stand on. Only the composition root knows which engine and which provider these are. */
export interface Platform {
  /** Absolute path of the workspace: the folder that holds `apps/`. */
  readonly root: string;
  readonly engine: Engine;
  readonly identity: Identity;
  readonly apis: ApiReader;
  readonly drafts: MigrationDrafts;
  readonly migrations: Migrations;
  readonly databases: Databases;
  readonly languages: Languages;
  /** Absent where an engine has no files to run from. */
  readonly renderer?: Renderer;
  /** Absent where apps run from their sources. */
  readonly releases?: Releases;
  /** For whoever builds apps; never in production. */
  readonly inspection: Inspection;
}
