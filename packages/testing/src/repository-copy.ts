import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type ExampleWorkspace, installFolder } from './example-workspace.ts';

/** What belongs to the workspace itself. All else of the repository is reached through `node_modules`. */
const OWN = ['apps', 'template-app', 'packages/api-types', '.gitignore'];
const CRUFT = new Set(['node_modules', 'dist', '.venv', '__pycache__']);

/**
 * The apps of this repository in a folder of their own, with the template and the generated clients, which new apps
 * add to: so `@scalr/api-types` is the copy, and every other package is this checkout's.
 */
export function repositoryCopy(parent: string = tmpdir()): ExampleWorkspace {
  const root = mkdtempSync(join(parent, 'scalr-ws-'));
  const install = installFolder();
  for (const path of OWN.filter((one) => existsSync(join(install, one)))) {
    cpSync(join(install, path), join(root, path), { recursive: true, filter: (from) => !CRUFT.has(basename(from)) });
  }
  // An app's smoke test looks for these above itself.
  for (const name of ['infra', 'scalr']) symlinkSync(join(install, name), join(root, name));
  const modules = join(install, 'node_modules');
  for (const name of readdirSync(modules).filter((one) => one !== '@scalr')) link(root, modules, name);
  for (const name of readdirSync(join(modules, '@scalr'))) {
    if (name !== 'api-types') link(root, modules, `@scalr/${name}`);
  }
  symlinkSync(join(root, 'packages/api-types'), join(root, 'node_modules/@scalr/api-types'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}

function link(root: string, modules: string, name: string): void {
  const to = join(root, 'node_modules', name);
  mkdirSync(join(to, '..'), { recursive: true });
  symlinkSync(join(modules, name), to);
}

/** Everything of this checkout that is or could be committed, in a folder of its own; what is installed is shared. */
export function checkoutCopy(parent: string = tmpdir()): ExampleWorkspace {
  const root = mkdtempSync(join(parent, 'scalr-co-'));
  const install = installFolder();
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', argv, { cwd: install, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0');
  for (const file of files.filter((one) => one !== '' && existsSync(join(install, one)))) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    cpSync(join(install, file), join(root, file));
  }
  symlinkSync(join(install, 'node_modules'), join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}
