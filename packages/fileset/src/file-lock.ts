import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { fileError, fileErrors } from './errors.ts';

const WAIT_MS = 10_000;
const POLL_MS = 10;
const SQLITE_BUSY = 5;
const SQLITE_CANTOPEN = 14;

export interface FileLockOptions {
  /** How long to wait for another one to let go; default 10 s. */
  readonly waitMs?: number;
}

/**
 * Runs `work` while nobody else on this machine does under the same lock file. The lock is the operating system's own
 * (fcntl, through SQLite, which Node itself does not offer): it ends with its process, however that ends. The empty
 * file stays.
 * @throws ScalrError `FILE_LOCKED` after `waitMs`, what {@link writeFileAtomically} throws where the lock cannot be made, or what
 * `work` throws
 */
export async function withFileLock<T>(
  lock: string,
  work: () => Promise<T>,
  { waitMs = WAIT_MS }: FileLockOptions = {},
): Promise<T> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fileError(error, lock);
  });
  const until = performance.now() + waitMs;
  let held = take(lock);
  while (held === null) {
    if (performance.now() > until) throw fileErrors.error('locked', { lock });
    await delay(POLL_MS);
    held = take(lock);
  }
  try {
    return await work();
  } finally {
    held.close();
  }
}

/** Null: another one has it. */
function take(lock: string): DatabaseSync | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lock, { timeout: 0 });
    database.exec('pragma journal_mode = memory; begin exclusive');
    return database;
  } catch (error) {
    database?.close();
    const { errcode } = error as { errcode?: number };
    if (errcode === SQLITE_BUSY) return null;
    throw fileError(errcode === SQLITE_CANTOPEN ? whyNotOpened(lock, error) : error, lock);
  }
}

/** SQLite does not tell what the operating system told it. Nobody holds a lock on a file that cannot be opened. */
function whyNotOpened(lock: string, error: unknown): unknown {
  try {
    closeSync(openSync(lock, 'a'));
    return error;
  } catch (cause) {
    return cause;
  }
}
