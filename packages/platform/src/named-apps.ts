import { ScalrError } from '@scalr/errors';
import { closestName } from '@scalr/manifest';
import type { Plan } from '@scalr/plan';
import { loadWorkspace, type Workspace } from '@scalr/workspace';
import { errors } from './errors.ts';
import type { Platform } from './platform.ts';

/**
 * Refuses names of apps that cannot run, before anything is done.
 * @param command what to type with the right name
 * @throws ScalrError `APP_UNKNOWN`, `APP_ARCHIVED`, or what is wrong with the app
 */
export function requireFit(names: readonly string[], command: string, workspace: Workspace): void {
  const { apps, quarantined, setAside } = workspace;
  for (const slug of names) {
    const app = apps.find(({ manifest }) => manifest.slug === slug);
    if (app?.manifest.lifecycle.status === 'archived') throw errors.error('archivedApp', { slug, folder: app.folder });
    if (app !== undefined) continue;
    const unfit = [...quarantined, ...setAside].find(({ folder }) => folder.split('/').at(-1) === slug);
    const [first, ...rest] = unfit?.problems ?? [];
    if (first !== undefined) throw new ScalrError('user', [first, ...rest]);
    const known = apps.map(({ manifest }) => manifest.slug).sort();
    throw errors.error('unknownApp', { slug, known: known.join(', '), command, closest: closestName(slug, known) });
  }
}

/**
 * The app of the plan that runs.
 * @throws ScalrError `APP_NOT_UP` where the workspace has it and it was not asked for, else as {@link requireFit}
 */
export async function runningApp(
  { root }: Platform,
  plan: Plan,
  slug: string,
  command: string,
): Promise<Plan['apps'][number]> {
  const app = plan.apps.find((candidate) => candidate.slug === slug);
  if (app !== undefined) return app;
  requireFit([slug], command, await loadWorkspace(root));
  throw errors.error('appNotUp', { slug });
}
