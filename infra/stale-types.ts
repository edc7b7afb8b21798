import { createApiReader, layoutOf } from '@scalr/engine-native';
import type { Problem } from '@scalr/errors';
import { refreshTypes } from '@scalr/platform';

/** What is not fresh of the committed clients, without writing anything: stale ones, left over ones, breaks of callers. */
export async function staleTypes(root: string): Promise<readonly Problem[]> {
  const { PATH = '', HOME = '' } = process.env;
  const layout = layoutOf(root, root, process.getuid?.() ?? 0);
  const apis = createApiReader({ layout, environment: { PATH, HOME }, python: async () => undefined });
  return (await refreshTypes({ root, apis }, { check: true })).problems;
}
