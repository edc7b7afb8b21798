import type { Problem } from '@scalr/errors';

/** What has to be known of an app to read what its API is. */
export interface ApiSource {
  readonly slug: string;
  /** Absolute path of its folder `backend/`. */
  readonly backend: string;
  readonly language: 'typescript' | 'fastapi';
  readonly healthPath: `/${string}`;
  /** False: nobody signs in. */
  readonly auth: boolean;
  /** The app's own settings, as far as they are committed. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a backend's sources say of its API, or why they cannot be read. */
export type ApiReading =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads OpenAPI documents out of sources: nothing runs, no database, port or network is needed. */
export interface ApiReader {
  /** One reading for each source, in their order. What is wrong with one app is in its reading. */
  read(sources: readonly ApiSource[]): Promise<readonly ApiReading[]>;
}
