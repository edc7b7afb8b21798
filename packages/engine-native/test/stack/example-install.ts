import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The checkout these tests run in. */
export const CHECKOUT = join(import.meta.dirname, '../../../..');

/** A short-lived folder whose path has no symbolic link in it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'scalr-en-'));
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Another checkout: the same node_modules, and copies of our own packages that a test may edit. */
export function exampleInstall(folder: string, packages: readonly string[]): string {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@scalr'), { recursive: true });
  for (const name of readdirSync(join(CHECKOUT, 'node_modules'))) {
    if (name !== '@scalr') symlinkSync(join(CHECKOUT, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(CHECKOUT, 'node_modules/@scalr'))) {
    const source = realpathSync(join(CHECKOUT, 'node_modules/@scalr', name));
    const copy = join(folder, 'packages', name);
    if (packages.includes(name)) cpSync(source, copy, { recursive: true });
    symlinkSync(packages.includes(name) ? copy : source, join(modules, '@scalr', name));
  }
  return folder;
}
