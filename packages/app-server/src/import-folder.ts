import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FoundModule {
  readonly file: string;
  readonly module: Readonly<Record<string, unknown>>;
}

/** Every module of a folder in the order of the file names; without tests. A folder that is not there has none. */
export async function importFolder(folder: string): Promise<readonly FoundModule[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => /^(?!.*\.(?:test|d)\.ts$).+\.(?:ts|js|mjs)$/.test(name)).sort();
  return Promise.all(
    files.map(async (file) => ({ file, module: await import(pathToFileURL(join(folder, file)).href) })),
  );
}
