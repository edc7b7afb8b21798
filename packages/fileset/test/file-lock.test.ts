import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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

it('lets one work at a time', async () => {
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
  expect({ most, done }).toEqual({ most: 1, done: 20 });
});

it('gives the answer or the failure of the work, and lets go either way', async () => {
  const lock = join(folder, 'lock');
  expect(await withFileLock(lock, async () => 7)).toBe(7);
  await expect(
    withFileLock(lock, async () => {
      throw new Error('work failed');
    }),
  ).rejects.toThrow('work failed');
  expect(await withFileLock(lock, async () => 8)).toBe(8);
});

it('is free when its process was killed, and not before', async () => {
  const lock = join(folder, 'lock');
  const script = `import { withFileLock } from '@scalr/fileset';
    await withFileLock(process.argv[1], async () => { console.log('held'); await new Promise((end) => setTimeout(end, 60_000)); });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, lock], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  let entered = false;
  const waiting = withFileLock(lock, async () => {
    entered = true;
  });
  await new Promise((end) => setTimeout(end, 50));
  expect(entered).toBe(false);
  holder.kill('SIGKILL');
  await waiting;
  expect(entered).toBe(true);
});
