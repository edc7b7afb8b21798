import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';

/**
 * Everything in this repository that is made from something else. One generator a file of this folder;
 * a generator imports the one module it needs, not a package, so that no generated file is needed to make it.
 */
export async function generateAll(): Promise<FileSet> {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') && name !== 'index.ts');
  const sets = await Promise.all(
    names.map(async (name) => {
      const generator = (await import(/* @vite-ignore */ join(import.meta.dirname, name))) as {
        generate(): Promise<FileSet>;
      };
      return [...(await generator.generate())];
    }),
  );
  return fileSet(sets.flat());
}
