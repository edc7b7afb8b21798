import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cachedFolder } from '../../src/stack/cached-folder.ts';
import { remove, temporaryFolder } from './example-install.ts';

let parent: string;
beforeEach(() => {
  parent = temporaryFolder();
});
afterEach(() => remove(parent));

const write = (text: string) => async (folder: string) => writeFileSync(join(folder, 'file'), text);

it('makes a folder once', async () => {
  const first = await cachedFolder({ parent, name: 'a', keep: 0, make: write('one') });
  const second = await cachedFolder({
    parent,
    name: 'a',
    keep: 0,
    make: () => Promise.reject(new Error('made twice')),
  });
  expect(first).toEqual({ folder: join(parent, 'a'), reused: false });
  expect(second).toEqual({ folder: join(parent, 'a'), reused: true });
});

it('leaves nothing behind when making fails', async () => {
  const failing = async (folder: string) => {
    writeFileSync(join(folder, 'half'), '');
    throw new Error('no');
  };
  await expect(cachedFolder({ parent, name: 'a', keep: 0, make: failing })).rejects.toThrow('no');
  expect(readdirSync(parent)).toEqual([]);
});

it('keeps the last used ones and removes the others', async () => {
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await cachedFolder({ parent, name, keep: 9, make: write(name) });
    utimesSync(join(parent, name), index + 1, index + 1);
  }
  await cachedFolder({ parent, name: 'a', keep: 9, make: write('a') });
  await cachedFolder({ parent, name: 'd', keep: 1, make: write('d') });
  expect(readdirSync(parent).sort()).toEqual(['a', 'd']);
});

it('removes what a maker that was killed an hour ago left, and not what one makes now', async () => {
  for (const [name, time] of [
    ['.making-old', 1],
    ['.making-new', Date.now() / 1000],
  ] as const) {
    await cachedFolder({ parent, name, keep: 9, make: write('x') });
    utimesSync(join(parent, name), time, time);
  }
  await cachedFolder({ parent, name: 'a', keep: 0, make: write('a') });
  expect(readdirSync(parent).sort()).toEqual(['.making-new', 'a']);
});
