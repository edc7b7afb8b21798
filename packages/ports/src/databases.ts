/**
 * What is done with single databases besides making them, which `Engine.up` does. All of it needs a running server.
 * Failures are ScalrErrors with the engine's own codes.
 */
export interface Databases {
  exists(name: string): Promise<boolean>;
  /** The database, whoever is connected, its role and that role's runtime role. Nothing where it is gone already. */
  drop(name: string): Promise<void>;
}
