import { cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { installFolder } from './example-workspace.ts';

const SAMPLES = join(installFolder(), 'packages/testing/workspaces/sample-apps/apps/products');

/**
 * Puts apps that agents built into a workspace; their clients are still to be made: `./scalr types`.
 * @returns their slugs
 */
export function addSampleApps(root: string): readonly string[] {
  const slugs = readdirSync(SAMPLES).sort();
  for (const slug of slugs) {
    const folder = join(root, 'apps/products', slug);
    cpSync(join(SAMPLES, slug), folder, { recursive: true });
    // What imports a generated client compiles only where that client is, so here it is kept as text.
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (path.endsWith('.txt')) renameSync(join(folder, path), join(folder, path.slice(0, -'.txt'.length)));
    }
  }
  return slugs;
}
