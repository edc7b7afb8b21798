import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const INSTALL_FOLDER = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
const EXAMPLES = fileURLToPath(new URL('../workspaces/', import.meta.url));

/** The checkout that the tests run in. */
export function installFolder(): string {
  return INSTALL_FOLDER;
}

export interface ExampleWorkspace {
  /** Absolute path; a copy that the test may change as it likes. */
  readonly root: string;
  remove(): void;
}

/** A copy of one folder of `packages/testing/workspaces`, in which apps find the packages of this checkout. */
export function exampleWorkspace(name: string): ExampleWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'scalr-ws-'));
  cpSync(join(EXAMPLES, name), root, { recursive: true });
  symlinkSync(join(INSTALL_FOLDER, 'node_modules'), join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) };
}
