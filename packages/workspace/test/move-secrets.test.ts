import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySecrets, dropSecrets } from '@scalr/workspace';
import { afterEach, beforeEach, expect, it } from 'vitest';

let root: string;
const file = () => join(root, '.env.shared');
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scalr-secrets-'));
  writeFileSync(file(), '# mine\nDB_PASSWORD_OLD="a=b #c" # why\n\nOTHER=x\n', { mode: 0o600 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('copies a secret to the letter, once, and leaves every other line', async () => {
  const keys = new Map([
    ['DB_PASSWORD_OLD', 'DB_PASSWORD_NEW'],
    ['APP_SECRET_OLD', 'APP_SECRET_NEW'],
  ]);
  await copySecrets(root, keys);
  await copySecrets(root, keys);
  expect(readFileSync(file(), 'utf8')).toBe(
    '# mine\nDB_PASSWORD_OLD="a=b #c" # why\n\nOTHER=x\nDB_PASSWORD_NEW="a=b #c" # why\n',
  );
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

it('drops secrets and nothing else', async () => {
  await dropSecrets(root, ['DB_PASSWORD_OLD', 'APP_SECRET_OLD']);
  expect(readFileSync(file(), 'utf8')).toBe('# mine\n\nOTHER=x\n');
});

it('does nothing where nobody wrote secrets yet', async () => {
  rmSync(file());
  await copySecrets(root, new Map([['A', 'B']]));
  await dropSecrets(root, ['A']);
  expect(() => readFileSync(file())).toThrow(/ENOENT/);
});
