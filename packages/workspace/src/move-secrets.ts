import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock, writeFileAtomically } from '@scalr/fileset';
import { type EnvLine, parseEnvFile } from '@scalr/manifest';
import { SHARED_FILE } from './load-secrets.ts';

const MODE = 0o600;

/**
 * Writes secrets of `.env.shared` down under a second key, too. One that is there already keeps its value, and a key
 * that nobody wrote is passed over, so a second call changes nothing.
 * @throws what writeFileAtomically throws; the file is then as it was
 */
export function copySecrets(root: string, keys: ReadonlyMap<string, string>): Promise<void> {
  return edit(root, (lines, entries) => {
    const there = new Set(entries.map(({ key }) => key));
    const added = entries.flatMap(({ key, line }) => {
      const copy = keys.get(key);
      return copy === undefined || there.has(copy) ? [] : [lines[line - 1]!.replace(key, copy)];
    });
    const end = lines.at(-1) === '' ? -1 : lines.length;
    return lines.toSpliced(end, 0, ...added);
  });
}

/** Takes secrets out of `.env.shared`; every other line stays. @throws what writeFileAtomically throws */
export function dropSecrets(root: string, keys: readonly string[]): Promise<void> {
  return edit(root, (lines, entries) => {
    const gone = new Set(entries.filter(({ key }) => keys.includes(key)).map(({ line }) => line - 1));
    return lines.filter((_, index) => !gone.has(index));
  });
}

async function edit(
  root: string,
  change: (lines: readonly string[], entries: readonly EnvLine[]) => readonly string[],
): Promise<void> {
  await withFileLock(join(root, '.scalr/env-shared.lock'), async () => {
    const path = await realpath(join(root, SHARED_FILE)).catch(() => undefined);
    if (path === undefined) return;
    const text = await readFile(path, 'utf8');
    const changed = change(text.split('\n'), parseEnvFile(text, SHARED_FILE).entries).join('\n');
    if (changed !== text) await writeFileAtomically(path, changed, { mode: MODE });
  });
}
