import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What images copy from the repository; a Dockerfile that an app brings itself may copy more. */
const COPIED = [
  ...['package.json', 'package-lock.json', '.dockerignore', 'packages', 'services', 'infra/container'],
  // Of sites: infra/container/Dockerfile.site.
  ...['AGENTS.md', 'CONTRIBUTING.md', 'PLAN.md', 'README.md', 'template-app/AGENT_INSTRUCTIONS.md'],
];
/** As in .dockerignore. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.venv', '__pycache__', '.git', '.scalr']);

/** Says whether sources are as they were, by what the file system knows of every file: nothing is read. */
export async function fingerprintOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) await addPath(hash, path);
  return hash.digest('hex');
}

/** Of what every image of the platform is built from. */
export function commonFingerprint(install: string): Promise<string> {
  return fingerprintOf(COPIED.map((path) => join(install, path)));
}

async function addPath(hash: Hash, path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) {
    hash.update(`${path}\0${found.size} ${found.mtimeMs} ${found.ctimeMs} ${found.mode}\n`);
    return;
  }
  const names = (await readdir(path).catch(() => [])).filter((name) => !LEFT_OUT.has(name)).sort();
  for (const name of names) await addPath(hash, join(path, name));
}
