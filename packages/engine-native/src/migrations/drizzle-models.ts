import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Everything that the files of `src/models/` export, under names of their own. */
export async function loadModels(backend: string): Promise<Record<string, unknown>> {
  const models: Record<string, unknown> = {};
  const folder = join(backend, 'src/models');
  for (const file of filesOf(folder).filter((name) => /(?<!\.d|\.test)\.ts$/.test(name))) {
    const module: Record<string, unknown> = await import(pathToFileURL(join(folder, file)).href);
    for (const [name, value] of Object.entries(module)) models[`${file} ${name}`] = value;
  }
  return models;
}

/** Every `snapshot.json`, by the name of its migration. */
export function readSnapshots(backend: string): Readonly<Record<string, object>> {
  const found: Record<string, object> = {};
  const folder = join(backend, 'migrations');
  for (const name of filesOf(folder)) {
    try {
      found[name] = JSON.parse(readFileSync(join(folder, name, 'snapshot.json'), 'utf8'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    }
  }
  return found;
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}
