import { createHash } from 'node:crypto';
import { readFolder, readWorkspaceText } from '@scalr/workspace';
import type { Subject } from '../../subject.ts';

/** What pages are made from besides their app, and what judges them. */
const PACKAGES = ['ui', 'app-client', 'auth-client-ts', 'app-server', 'app-server-py', 'check'];

/** Digest of everything outside an app that its pages depend on. */
export async function groundOf({ app, root, install }: Subject): Promise<string> {
  const [lock, clients, ...packages] = await Promise.all([
    readWorkspaceText(install, 'package-lock.json'),
    readFolder(root, 'packages/api-types/src', (path) => path.includes('/') && !path.startsWith(`${app.slug}/`)),
    ...PACKAGES.map((name) => readFolder(install, `packages/${name}/src`, (path) => path.includes('__pycache__'))),
  ]);
  const hash = createHash('sha256')
    .update(lock ?? '')
    .update(app.url);
  for (const files of [clients, ...packages]) {
    for (const [path, { content }] of files) hash.update(`\0${path}\0`).update(content);
  }
  return hash.digest('hex');
}
