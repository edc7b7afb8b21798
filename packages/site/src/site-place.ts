import { dirname } from 'node:path';

export interface SitePlace {
  readonly slug: string;
  /** Absolute path of the app's `frontend/`, which holds `astro.config.ts`. */
  readonly root: string;
  /** Absolute; whatever a build needs to write goes below it, and is taken away when it ends. */
  readonly stateFolder: string;
  /** What paths in errors are relative to. Left out: the folder that holds the app's. */
  readonly workspaceFolder?: string;
}

export function workspaceOf({ root, workspaceFolder }: SitePlace): string {
  return workspaceFolder ?? dirname(dirname(root));
}
