import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSet, moveFolder, replaceFile, stageFileSet } from '@scalr/fileset';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalr-stage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('stages a set with its permission bits and moves it into a place whose folders are missing', async () => {
  const staged = join(folder, 'staging/app');
  await stageFileSet(
    staged,
    fileSet([
      ['a/b.txt', 'text'],
      ['run.sh', { content: '#!', mode: 0o755 }],
    ]),
  );
  await moveFolder(staged, join(folder, 'apps/products/mine'));
  expect(await readFile(join(folder, 'apps/products/mine/a/b.txt'), 'utf8')).toBe('text');
  expect((await stat(join(folder, 'apps/products/mine/run.sh'))).mode & 0o777).toBe(0o755);
  expect(await readdir(join(folder, 'staging'))).toEqual([]);
});

it('does not move onto what is there, an empty folder neither, and leaves both as they were', async () => {
  await stageFileSet(join(folder, 'staged'), fileSet([['a.txt', 'new']]));
  await mkdir(join(folder, 'place'));
  await expect(moveFolder(join(folder, 'staged'), join(folder, 'place'))).rejects.toMatchObject({
    code: 'FILE_NOT_A_FILE',
  });
  expect([await readdir(join(folder, 'place')), await readdir(join(folder, 'staged'))]).toEqual([[], ['a.txt']]);
});

it('takes the folders it made away again where the move fails', async () => {
  await expect(moveFolder(join(folder, 'nothing'), join(folder, 'a/b/c'))).rejects.toMatchObject({
    code: 'FILE_WRITE_FAILED',
  });
  expect(await readdir(folder)).toEqual([]);
});

it('refuses to stage what would leave its folder, before anything is written', async () => {
  const set = new Map([['../x', { content: '' }]]);
  await expect(stageFileSet(join(folder, 'staged'), set)).rejects.toMatchObject({ code: 'FILE_PATH_UNSAFE' });
  expect(await readdir(folder)).toEqual([]);
});

it('replaces a file once, and does nothing the second time', async () => {
  await writeFile(join(folder, 'new'), 'new');
  await writeFile(join(folder, 'old'), 'old');
  await replaceFile(join(folder, 'new'), join(folder, 'old'));
  await replaceFile(join(folder, 'new'), join(folder, 'old'));
  expect([await readdir(folder), await readFile(join(folder, 'old'), 'utf8')]).toEqual([['old'], 'new']);
});
