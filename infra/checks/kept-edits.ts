import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '@scalr/process';
import type { Ground } from './guard.ts';

export interface KeptEdits {
  /** Forgets the copies of all other files. @returns where they are, relative to the root; null: there are none */
  keepOnly(paths: readonly string[]): Promise<string | null>;
}

/** Copies every file that has edits which are in no commit, before anything is done to it. */
export async function keepEdits(ground: Ground): Promise<KeptEdits> {
  const folder = `.scalr/fix/${new Date().toISOString().replaceAll(':', '-')}`;
  const edited = await editedPaths(ground);
  for (const path of edited) {
    const copy = join(ground.root, folder, path);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(ground.root, path), copy);
  }
  return {
    keepOnly: async (paths) => {
      const kept = new Set(paths.filter((path) => edited.includes(path)));
      if (kept.size === 0) {
        await rm(join(ground.root, folder), { recursive: true, force: true });
        return null;
      }
      for (const path of edited) if (!kept.has(path)) await rm(join(ground.root, folder, path));
      return folder;
    },
  };
}

/** Where git cannot say which, all of them. */
async function editedPaths({ root, env, files }: Ground): Promise<readonly string[]> {
  const all = files.map(({ path }) => path);
  const asked = ['git', 'ls-files', '-z', '--modified', '--others', '--exclude-standard'] as const;
  const modified = await run([...asked], { cwd: root, env }).catch(() => null);
  const staged = await run(['git', 'diff', '-z', '--cached', '--name-only'], { cwd: root, env }).catch(() => null);
  if (modified?.code !== 0 || staged?.code !== 0) return all;
  const edited = new Set([...modified.stdout.split('\0'), ...staged.stdout.split('\0')]);
  return all.filter((path) => edited.has(path));
}
