import type { Manifest } from '@scalr/manifest';
import type { Ports } from './neighbours.ts';

/** The values of an app that stand in more files than its manifest. */
export interface Facts {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  /** Relative to the workspace root. */
  readonly folder: string;
  readonly backend: Manifest['backend'];
  readonly ports: Ports | undefined;
}

/** From which app to which. A file that does not say the former values where they are expected is left as it is. */
export interface Change {
  readonly from: Facts;
  readonly to: Facts;
  /** The app keeps its data: what names its database, or where its data lie, stays. */
  readonly keepsData: boolean;
}

/** Thrown by a transformer for a file that is not what its name says; `why` goes on from the file's path. */
export class UnfitFile extends Error {
  readonly why: string;

  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'UnfitFile';
    this.why = why;
  }
}
