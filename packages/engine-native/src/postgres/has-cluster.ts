import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `folder` holds a complete cluster. */
export function hasCluster(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}
