/**
 * What is done with single databases besides making them, which `Engine.up` does. All of it needs a running server.
 * Failures are ScalrErrors with the engine's own codes.
 */
export interface Databases {
  exists(name: string): Promise<boolean>;
  /** The database, whoever is connected, its role and that role's runtime role. Nothing where it is gone already. */
  drop(name: string): Promise<void>;
  /**
   * Writes everything of a database into a new folder: schema, rows and sequences of one moment. What was written is
   * read back into a database of its own and counted there before this returns.
   * @param folder absolute path
   */
  save(name: string, folder: string): Promise<SavedDatabase>;
  /** Makes what {@link save} wrote anew, in the database of that name, which is there and is empty. */
  load(name: string, folder: string): Promise<SavedDatabase>;
}

export interface SavedDatabase {
  /** By name, `schema.table`. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}
