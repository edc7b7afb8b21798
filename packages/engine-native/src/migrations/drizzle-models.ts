import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NO_PARENT = '00000000-0000-0000-0000-000000000000';

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

/**
 * Every `snapshot.json`, by the name of its migration, from the last one on that holds a whole state. Ours do; Drizzle's
 * own command writes what changed, and reads one whole state at most.
 */
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
  const names = Object.keys(found);
  const last = names.findLast((name) => (found[name] as { readonly type?: unknown }).type === 'base');
  if (last === undefined) return found;
  const later = names.slice(names.indexOf(last) + 1).map((name) => [name, found[name]!]);
  return Object.fromEntries([[last, { ...found[last], prevIds: [NO_PARENT] }], ...later]);
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}
