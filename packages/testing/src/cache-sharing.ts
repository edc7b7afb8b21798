import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Environment variable with the folder of the run's caches; set by vitest-setup.ts. */
export const CACHES_VARIABLE = 'SCALR_TEST_CACHES';

/** What is in them is named by what it was made from, so workspaces of the same checkout find only what fits. */
const SHARED = ['node', 'services', 'stack'];

/**
 * Lets a workspace that comes up use what others of this run have bundled and compiled, as one does that has been up
 * before. Without a run of tests it makes its own.
 */
export function shareCaches(root: string): void {
  const caches = process.env[CACHES_VARIABLE];
  if (caches === undefined) return;
  const own = join(root, '.scalr/cache');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const name of SHARED.filter((one) => !existsSync(join(own, one)))) {
    mkdirSync(join(caches, name), { recursive: true });
    symlinkSync(join(caches, name), join(own, name));
  }
}
