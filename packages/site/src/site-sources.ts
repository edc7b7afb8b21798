import { listedSources } from './pages/find-pages.ts';
import type { SitePlace } from './site-place.ts';

/**
 * Absolute paths of the files and folders that a build reads besides `root`. Those that do not exist are left out, so
 * that the answer changes as soon as they do.
 */
export async function siteSources({ root }: Pick<SitePlace, 'root'>): Promise<readonly string[]> {
  return [import.meta.dirname, ...(await listedSources(root))];
}
