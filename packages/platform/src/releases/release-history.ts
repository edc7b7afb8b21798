import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import { type ReleaseRecord, recordSchema } from './release-record.ts';

const FOLDER = '.scalr/releases';

const fileOf = (root: string, slug: string) => join(root, FOLDER, `${slug}.jsonl`);

/** Every release of an app, oldest first. */
export async function readHistory(root: string, slug: string): Promise<readonly ReleaseRecord[]> {
  return parseHistory(await readFile(fileOf(root, slug), 'utf8').catch(() => ''));
}

/**
 * Writes down a release, or what became of one. Never asked for twice at a time.
 * @throws ScalrError of writeFileAtomically; the history is then as it was
 */
export async function recordRelease(root: string, slug: string, record: ReleaseRecord): Promise<void> {
  const file = fileOf(root, slug);
  const before = await readFile(file, 'utf8').catch(() => '');
  // The whole file anew: a line is there or it is not, whenever the power fails.
  await writeFileAtomically(file, `${before}${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** A later line of the same release says what became of it. Lines that say nothing we know are passed over. */
export function parseHistory(text: string): readonly ReleaseRecord[] {
  const byName = new Map<string, ReleaseRecord>();
  for (const line of text.split('\n')) {
    const parsed = recordSchema.safeParse(json(line));
    if (parsed.success) byName.set(parsed.data.release, parsed.data);
  }
  return [...byName.values()];
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
