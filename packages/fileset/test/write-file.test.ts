import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSet, writeFileAtomically, writeFileSet, writeIfChanged } from '@scalr/fileset';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What the disk answers to the next write: the one thing a test cannot make a real disk do. */
const disk = vi.hoisted(() => ({ failure: undefined as string | undefined }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    open: async (...parameters: Parameters<typeof real.open>) => {
      const handle = await real.open(...parameters);
      if (disk.failure === undefined) return handle;
      const errno = disk.failure;
      handle.writeFile = async (data) => {
        await handle.write(String(data).slice(0, 3));
        throw Object.assign(new Error(errno), { code: errno });
      };
      return handle;
    },
  };
});

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scalr-fileset-'));
});
afterEach(async () => {
  disk.failure = undefined;
  await rm(root, { recursive: true, force: true });
});
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('writeFileAtomically', () => {
  it('writes content and exact mode, makes folders, leaves no temporary file', async () => {
    const path = join(root, 'deep/er/file');
    const umask = process.umask(0o077);
    try {
      await writeFileAtomically(path, 'hello', { mode: 0o664 });
    } finally {
      process.umask(umask);
    }
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect(await modeOf(path)).toBe(0o664);
    expect(await readdir(join(root, 'deep/er'))).toEqual(['file']);
  });

  it('keeps the mode of the file it replaces', async () => {
    const path = join(root, 'secret');
    await writeFileAtomically(path, 'one', { mode: 0o600 });
    await writeFileAtomically(path, 'two');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    const target = join(root, 'target');
    await writeFile(target, 'untouched');
    await symlink(target, join(root, 'link'));
    await writeFileAtomically(join(root, 'link'), 'new');
    expect(await readFile(target, 'utf8')).toBe('untouched');
    expect(await readFile(join(root, 'link'), 'utf8')).toBe('new');
  });

  it('shows readers one whole content or another, never a part', async () => {
    const path = join(root, 'busy');
    const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(200_000));
    await writeFileAtomically(path, contents[0]!);
    let writing = true;
    const seen = new Set<string>();
    const reading = (async () => {
      while (writing) seen.add(await readFile(path, 'utf8'));
    })();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
    }
    writing = false;
    await reading;
    expect([...seen].filter((content) => !contents.includes(content))).toEqual([]);
    expect(await readdir(root)).toEqual(['busy']);
  });

  it.each([
    ['ENOSPC', 'FILE_NO_SPACE'],
    ['EDQUOT', 'FILE_NO_SPACE'],
    ['EIO', 'FILE_IO'],
    ['EROFS', 'FILE_READ_ONLY'],
    ['EMFILE', 'FILE_TOO_MANY_OPEN'],
    ['EBUSY', 'FILE_WRITE_FAILED'],
  ])('keeps the old file and no temporary one when the disk answers %s', async (errno, code) => {
    const path = join(root, 'precious');
    await writeFileAtomically(path, 'old');
    disk.failure = errno;
    await expect(writeFileAtomically(path, 'new content')).rejects.toMatchObject({ code });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(root)).toEqual(['precious']);
  });

  it('says so when a folder is where the file should be', async () => {
    await mkdir(join(root, 'folder/full'), { recursive: true });
    await expect(writeFileAtomically(join(root, 'folder'), '')).rejects.toMatchObject({ code: 'FILE_NOT_A_FILE' });
    await writeFile(join(root, 'file'), '');
    await expect(writeFileAtomically(join(root, 'file/below'), '')).rejects.toMatchObject({ code: 'FILE_NOT_A_FILE' });
    expect((await readdir(root)).sort()).toEqual(['file', 'folder']);
  });
});

describe('writeIfChanged', () => {
  it.runIf(process.platform === 'linux')('says so at once where no folder can be made', async () => {
    // Node's own way of making several at once never ends there.
    await expect(writeFileAtomically('/proc/scalr/a/file', 'x')).rejects.toMatchObject({
      code: expect.stringMatching(/^FILE_/),
      message: expect.stringContaining('/proc/scalr'),
    });
  });

  it('leaves an equal file alone, to the modification time', async () => {
    const path = join(root, 'file');
    expect(await writeIfChanged(path, 'same', { mode: 0o600 })).toBe(true);
    await utimes(path, 1, 1);
    expect(await writeIfChanged(path, 'same', { mode: 0o600 })).toBe(false);
    expect(await writeIfChanged(path, Buffer.from('same'))).toBe(false);
    expect((await stat(path)).mtimeMs).toBe(1000);
  });

  it('mends a differing mode or content', async () => {
    const path = join(root, 'file');
    await writeFileAtomically(path, 'same', { mode: 0o644 });
    expect(await writeIfChanged(path, 'same', { mode: 0o600 })).toBe(true);
    expect(await modeOf(path)).toBe(0o600);
    expect(await writeIfChanged(path, 'other')).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('other');
    expect(await modeOf(path)).toBe(0o600);
  });
});

describe('writeFileSet', () => {
  it('writes a set, then nothing, then only the difference', async () => {
    const first = fileSet([
      ['a/one', '1'],
      ['two', { content: '2', mode: 0o755 }],
    ]);
    expect(await writeFileSet(root, first)).toEqual({ written: ['a/one', 'two'], removed: [] });
    expect(await writeFileSet(root, first, { previous: first.keys() })).toEqual({ written: [], removed: [] });
    const second = fileSet([
      ['a/one', '1'],
      ['a/three', '3'],
    ]);
    expect(await writeFileSet(root, second, { previous: [...first.keys(), 'never-there'] })).toEqual({
      written: ['a/three'],
      removed: ['two'],
    });
    expect(await readdir(root)).toEqual(['a']);
  });

  it('refuses to go through a symbolic link, before it writes anything', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'scalr-outside-'));
    await symlink(outside, join(root, 'link'));
    const set = fileSet([
      ['first', '1'],
      ['link/file', 'x'],
    ]);
    await expect(writeFileSet(root, set)).rejects.toMatchObject({ code: 'FILE_THROUGH_SYMLINK' });
    expect(await readdir(outside)).toEqual([]);
    expect(await readdir(root)).toEqual(['link']);
    await rm(outside, { recursive: true });
  });

  it('never removes what lies outside its root', async () => {
    await expect(writeFileSet(join(root, 'in'), fileSet([]), { previous: ['../out'] })).rejects.toMatchObject({
      code: 'FILE_PATH_UNSAFE',
    });
  });
});
