import { DatabaseSync } from 'node:sqlite';

/** Held by the operating system for this process: gone with it, however it ends. */
export interface WorkspaceLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** File in the run folder that the supervisor holds for as long as it lives. */
export const SUPERVISOR_LOCK = 'supervisor.lock';

/**
 * Takes a lock file, waiting up to `waitMs` for it. SQLite's exclusive lock is an OS file lock (fcntl) on every
 * platform, which Node itself does not offer; a pid file would outlive its process and lie when the pid is reused.
 * @returns null when another process holds it
 */
export function takeLock(path: string, waitMs = 0): WorkspaceLock | null {
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return { release: () => database.close() };
}
