import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlatformUnderTest, platformUnderTest } from '@scalr/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let platform: PlatformUnderTest;
beforeAll(() => {
  platform = platformUnderTest('two-apps');
});
afterAll(() => platform.remove());

const states = async () => {
  const { code, data } = await platform.cli(['doctor', '--json']);
  const found = data as { what: string; state: string; fix: string | null }[];
  return { code, found: Object.fromEntries(found.map(({ what, state, fix }) => [what, [state, fix]])) };
};

test('a machine on which nothing was started yet is well, and says what to do', async () => {
  const { code, found } = await states();
  expect(code).toBe(0);
  expect(found).toMatchObject({
    Node: ['good', null],
    disk: ['good', null],
    'state folder': ['note', './scalr up'],
    manifests: ['good', null],
    platform: ['note', './scalr up'],
  });
});

test('an app that is left out is worth a note, and no fault of the machine', async () => {
  const file = join(platform.root, 'apps/products/notes/app.manifest.yml');
  writeFileSync(file, 'slug: [');
  const { code, found } = await states();
  expect([code, found.manifests]).toEqual([0, ['note', './scalr validate']]);
});

test('a state folder that is none is a fault, with its fix', async () => {
  writeFileSync(join(platform.root, '.scalr'), 'a file');
  const { code, found } = await states();
  const fix = `make ${join(platform.root, '.scalr')} a folder that you may write to`;
  expect([code, found['state folder']]).toEqual([3, ['bad', fix]]);
});
