import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileError, fileErrors } from './errors.ts';

const WAIT_MS = 10_000;
const POLL_MS = 10;
/** A lock without an owner in it: its maker died between making and writing it. */
const EMPTY_MS = 2_000;

/**
 * Runs `work` while nobody else on this machine does under the same lock file. A lock whose process died is taken over.
 * @throws ScalrError `FILE_LOCKED` after 10 s, what {@link writeFileAtomically} throws where the lock cannot be made, or what
 * `work` throws
 */
export async function withFileLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const token = `${process.pid} ${randomBytes(8).toString('hex')}`;
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fileError(error, lock);
  });
  const until = performance.now() + WAIT_MS;
  while (!(await acquire(lock, token))) {
    const holder = await readFile(lock, 'utf8').catch(() => '');
    if (await isAbandoned(lock, holder)) {
      await takeAway(lock, holder);
    } else if (performance.now() > until) {
      throw fileErrors.error('locked', { pid: holder.split(' ')[0] || '?', lock });
    } else {
      await delay(POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, token: string): Promise<boolean> {
  try {
    await writeFile(lock, token, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError(error, lock);
  }
}

async function isAbandoned(lock: string, holder: string): Promise<boolean> {
  const pid = Number.parseInt(holder, 10);
  if (!Number.isInteger(pid) || pid <= 0) {
    const made = await stat(lock).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > EMPTY_MS;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Between looking and taking, another one may have taken it over: then it is put back. */
async function takeAway(lock: string, holder: string): Promise<void> {
  const aside = `${lock}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== holder) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}
