import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

export interface CachedFolderOptions {
  readonly parent: string;
  /** Says everything its content depends on: two folders of one name are equal. */
  readonly name: string;
  /** How many older ones stay, the last used first: processes may still read from them. */
  readonly keep: number;
  /** Fills the folder it is given. */
  readonly make: (folder: string) => Promise<void>;
}

export interface CachedFolder {
  readonly folder: string;
  /** True: it was there already. */
  readonly reused: boolean;
}

const ABANDONED_AFTER_MS = 60 * 60_000;
const TEMPORARY = '.making-';

/**
 * A folder that is either complete or not there. Two makers at once are safe: the first one to finish wins and the
 * other one uses what it finds. Whatever `make` throws is thrown on, with nothing left behind.
 */
export async function cachedFolder({ parent, name, keep, make }: CachedFolderOptions): Promise<CachedFolder> {
  const folder = join(parent, name);
  if (await exists(folder)) {
    // The time says what was used last, for whoever decides what is stale.
    await utimes(folder, new Date(), new Date()).catch(() => {});
    return { folder, reused: true };
  }
  const temporary = join(parent, `${TEMPORARY}${randomBytes(6).toString('hex')}`);
  await mkdir(temporary, { recursive: true });
  try {
    await make(temporary);
    await rename(temporary, folder).catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOTEMPTY' && cause.code !== 'EEXIST') throw cause;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await removeStale(parent, name, keep);
  return { folder, reused: false };
}

async function removeStale(parent: string, current: string, keep: number): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name !== current);
  const found = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(parent, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const abandoned = found.filter(
    ({ name, time }) => name.startsWith(TEMPORARY) && Date.now() - time > ABANDONED_AFTER_MS,
  );
  const older = found.filter(({ name }) => !name.startsWith('.')).sort((a, b) => b.time - a.time);
  for (const { name } of [...abandoned, ...older.slice(keep)]) {
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function exists(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null))?.isDirectory() ?? false;
}
