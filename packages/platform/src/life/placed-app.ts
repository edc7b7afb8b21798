import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, parseManifest } from '@scalr/manifest';
import { MANIFEST_NAME, readWorkspaceText } from '@scalr/workspace';

export async function folderExists(root: string, folder: string): Promise<boolean> {
  return (await lstat(join(root, folder)).catch(() => null)) !== null;
}

/** The manifest in a folder; null: none, or one that is not valid. */
export async function manifestIn(root: string, folder: string): Promise<Manifest | null> {
  const file = `${folder}/${MANIFEST_NAME}`;
  const text = await readWorkspaceText(root, file);
  const parsed = text === null ? null : parseManifest(text, { file, folder });
  return parsed?.ok ? parsed.manifest : null;
}
