import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock, writeFileAtomically } from '@scalr/fileset';
import { parseEnvFile } from '@scalr/manifest';
import { SHARED_FILE } from './load-secrets.ts';

const MODE = 0o600;

/**
 * Gives secrets of `.env.shared` another key; a new key of `null` takes the line away. Values and all other lines
 * stay as they are; a key that is not there is passed over, so a second call changes nothing.
 * @throws what writeFileAtomically throws
 */
export async function moveSecrets(root: string, keys: ReadonlyMap<string, string | null>): Promise<void> {
  await withFileLock(join(root, '.scalr/env-shared.lock'), async () => {
    const path = await realpath(join(root, SHARED_FILE)).catch(() => undefined);
    if (path === undefined) return;
    const text = await readFile(path, 'utf8');
    const { entries } = parseEnvFile(text, SHARED_FILE);
    const there = new Set(entries.map(({ key }) => key));
    const lines: (string | null)[] = text.split('\n');
    for (const { key, line } of entries) {
      const next = keys.get(key);
      if (next === undefined) continue;
      // The value is already under the new key: a former run came so far.
      const isDone = next === null || there.has(next);
      lines[line - 1] = isDone ? null : lines[line - 1]!.replace(key, next);
    }
    const kept = lines.filter((line) => line !== null).join('\n');
    if (kept !== text) await writeFileAtomically(path, kept, { mode: MODE });
  });
}
