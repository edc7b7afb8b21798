import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { withFileLock } from '@scalr/fileset';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalr-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('lets one work at a time, and leaves nothing behind', async () => {
  const lock = join(folder, 'deep/lock');
  let inside = 0;
  let most = 0;
  let done = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await turn();
    inside -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(lock, work)));
  expect({ most, done, left: await readdir(join(folder, 'deep')) }).toEqual({ most: 1, done: 20, left: [] });
});

it('gives the answer or the failure of the work, and lets go either way', async () => {
  const lock = join(folder, 'lock');
  expect(await withFileLock(lock, async () => 7)).toBe(7);
  await expect(
    withFileLock(lock, async () => {
      throw new Error('work failed');
    }),
  ).rejects.toThrow('work failed');
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a process that died, only once however many want it', async () => {
  const lock = join(folder, 'lock');
  // No Linux or macOS process has this id.
  await writeFile(lock, '99999999 abcdef');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withFileLock(lock, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await turn();
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});
