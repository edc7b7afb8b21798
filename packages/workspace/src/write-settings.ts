import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock, writeFileAtomically } from '@scalr/fileset';
import { parseEnvFile } from '@scalr/manifest';
import type { SettingKey } from './env-keys.ts';
import { readSharedSettings, type SharedSettings } from './env-settings.ts';
import { lineOf, MODE, parsed, readShared, SHARED_FILE } from './load-secrets.ts';

/** The settings of `.env.shared` alone; nothing is made or written. @throws as {@link loadSecrets} does */
export async function readSettings(root: string): Promise<SharedSettings> {
  const { text } = await readShared(await pathOf(root));
  return readSharedSettings(parsed(text), lineOf(text));
}

/**
 * Sets settings in `.env.shared`, in their line or at the end, or takes their lines out (null). Every other line stays
 * as it is. The whole is checked before anything is written.
 * @throws ScalrError `SETTING_BAD_VALUE` and what {@link writeFileAtomically} throws; the file is then as it was
 */
export async function writeSettings(
  root: string,
  values: Readonly<Partial<Record<SettingKey, string | null>>>,
): Promise<void> {
  await withFileLock(join(root, '.scalr/env-shared.lock'), async () => {
    const path = await pathOf(root);
    const { text } = await readShared(path);
    const written = withSettings(text, values);
    readSharedSettings(parsed(written), lineOf(written));
    if (written !== text) await writeFileAtomically(path, written, { mode: MODE });
  });
}

/** People keep their secrets elsewhere and link to them; the link stays. */
const pathOf = (root: string) => realpath(join(root, SHARED_FILE)).catch(() => join(root, SHARED_FILE));

function withSettings(text: string, values: Readonly<Partial<Record<SettingKey, string | null>>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const { entries } = parseEnvFile(text, SHARED_FILE);
  const gone = new Set<number>();
  for (const [key, value] of Object.entries(values)) {
    const at = entries.find((entry) => entry.key === key)?.line;
    if (value === null) {
      if (at !== undefined) gone.add(at - 1);
    } else if (at === undefined) lines.push(`${key}=${value}`);
    else lines[at - 1] = `${key}=${value}`;
  }
  const kept = lines.filter((_, index) => !gone.has(index));
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}
