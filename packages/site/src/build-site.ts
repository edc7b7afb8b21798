import type { FileSet } from '@scalr/fileset';

export interface SitePlace {
  readonly slug: string;
  /** Absolute path of the app's `frontend/`, which holds `astro.config.ts`. */
  readonly root: string;
  /** Absolute; caches of the build go below it. */
  readonly stateFolder: string;
}

/** Everything that a browser loads of a site made with Astro. */
export declare function buildSite(place: SitePlace): Promise<FileSet>;
