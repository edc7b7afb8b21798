import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { workspaceErrors } from './errors.ts';

/** Any of these at its top makes a folder a workspace. */
const MARKERS = ['scalr', '.env.shared.example'] as const;

/**
 * Absolute path of the nearest workspace at or above `from`.
 * @throws ScalrError `WORKSPACE_NOT_FOUND`
 */
export async function findWorkspaceRoot(from: string): Promise<string> {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isWorkspace(folder)) return folder;
    if (dirname(folder) === folder) throw workspaceErrors.error('notFound', { from: start });
  }
}

async function isWorkspace(folder: string): Promise<boolean> {
  const exists = (name: string) =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  if (!(await exists('apps'))) return false;
  return (await Promise.all(MARKERS.map(exists))).includes(true);
}
