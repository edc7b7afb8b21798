import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, writeSettings } from '@scalr/workspace';
import { expect, onTestFinished, test } from 'vitest';

async function workspace(text?: string) {
  const root = await mkdtemp(join(tmpdir(), 'scalr-settings-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const file = join(root, '.env.shared');
  if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
  return { root, read: () => readFile(file, 'utf8'), file };
}

test('a setting is set in its line, others are added at the end, and every other line stays', async () => {
  const { root, read } = await workspace('# ours\nSCALR_PUBLIC_DOMAIN=old.example\n\nPOSTGRES_PASSWORD=abcdefgh\n');
  await writeSettings(root, { SCALR_PUBLIC_DOMAIN: 'new.example', SCALR_ACME_EMAIL: 'a@new.example' });
  expect(await read()).toBe(
    '# ours\nSCALR_PUBLIC_DOMAIN=new.example\n\nPOSTGRES_PASSWORD=abcdefgh\nSCALR_ACME_EMAIL=a@new.example\n',
  );
  expect((await readSettings(root)).publicDomain).toBe('new.example');
});

test('null takes the line out, and a second time nothing happens', async () => {
  const { root, read } = await workspace('SCALR_PUBLIC_DOMAIN=old.example\nSCALR_PORT=8080\n');
  await writeSettings(root, { SCALR_PUBLIC_DOMAIN: null });
  await writeSettings(root, { SCALR_PUBLIC_DOMAIN: null });
  expect(await read()).toBe('SCALR_PORT=8080\n');
});

test('a bad value is told and the file stays as it was', async () => {
  const { root, read } = await workspace('SCALR_PORT=8080\n');
  await expect(writeSettings(root, { SCALR_PUBLIC_DOMAIN: 'not a domain' })).rejects.toMatchObject({
    code: 'SETTING_BAD_VALUE',
  });
  expect(await read()).toBe('SCALR_PORT=8080\n');
});

test('a file that is not there is made for its owner alone, and reading makes none', async () => {
  const { root, file, read } = await workspace();
  expect((await readSettings(root)).engine).toBeUndefined();
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  await writeSettings(root, { SCALR_ENGINE: 'compose' });
  expect(await read()).toBe('SCALR_ENGINE=compose\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
