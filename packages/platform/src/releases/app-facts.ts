import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppPlan } from '@scalr/plan';
import { readWorkspaceText } from '@scalr/workspace';

/** Names of the migrations in the sources, sorted; null: the app makes none. */
export async function migrationNames(root: string, { folder, manifest }: AppPlan): Promise<readonly string[] | null> {
  if (manifest.backend === 'none' || manifest.database === undefined) return null;
  const entries = await readdir(join(root, folder, 'backend/migrations')).catch(() => []);
  return entries.flatMap((entry) => /^\d{14}_[^.]+/.exec(entry)?.[0] ?? []).sort();
}

/** Commit the workspace is at, by git's own files (gitrepository-layout(5)); null: not under git, or not to be told. */
export async function currentCommit(root: string): Promise<string | null> {
  const read = (path: string) => readWorkspaceText(root, `.git/${path}`).catch(() => null);
  const head = (await read('HEAD'))?.trim() ?? '';
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  if (ref === undefined) return hashOf(head);
  const loose = await read(ref);
  if (loose !== null) return hashOf(loose.trim());
  const packed = (await read('packed-refs')) ?? '';
  return hashOf(
    packed
      .split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0] ?? '',
  );
}

const hashOf = (text: string) => (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : null);
