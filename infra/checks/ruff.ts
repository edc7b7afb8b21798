import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './guard.ts';
import { ROOT } from './source-files.ts';
import { runProgram } from './tool.ts';

/**
 * The Ruff that the tests of the Python packages use, of exactly that version, or one on PATH of it.
 * @returns null where there is none; it is not fetched, since looking must be quick and need no network
 */
export async function findRuff(ground: Ground): Promise<string | null> {
  const wanted = /^ruff==(\S+)$/m.exec(readFileSync(join(ROOT, 'infra/python/requirements.txt'), 'utf8'))?.[1];
  const environments = join(ROOT, '.scalr/python');
  for (const ruff of [...foldersOf(environments).map((name) => join(environments, name, 'bin/ruff')), 'ruff']) {
    const said = await runProgram(ground, ruff, '--version').catch(() => null);
    if (said?.stdout.trim() === `ruff ${wanted}`) return ruff;
  }
  return null;
}

function foldersOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
