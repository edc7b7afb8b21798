import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatProblem } from '@scalr/errors';
import { type FileSet, writeFileSet } from '@scalr/fileset';
import { generateAll } from './generators/index.ts';
import { staleTypes } from './stale-types.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Paths whose committed content is not what their source gives. */
export async function staleFiles(root: string, set: FileSet): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, { content }] of set) {
    const committed = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (committed !== content) stale.push(path);
  }
  return stale;
}

/** `node infra/generate.ts` writes what is stale; with `--check` it only says what is, clients of APIs as well, and fails. */
async function main(): Promise<void> {
  const set = await generateAll();
  if (process.argv.includes('--check')) {
    const stale = await staleFiles(ROOT, set);
    if (stale.length > 0) console.error(`GENERATED_STALE ${stale.join(', ')}\n  fix: node infra/generate.ts`);
    const problems = await staleTypes(ROOT);
    for (const problem of problems) console.error(formatProblem(problem));
    if (stale.length + problems.length > 0) process.exitCode = 1;
    return;
  }
  const { written } = await writeFileSet(ROOT, set);
  console.log(`rewrote ${written.length}${written.map((path) => `\n  ${path}`).join('')}`);
}

if (import.meta.main) await main();
