import { posix } from 'node:path';
import type { AppPlan, Plan } from '@scalr/plan';
import type { ComposeMount } from './compose-file.ts';
import type { Half } from './image.ts';
import { fromProject } from './relative-path.ts';
import type { RenderInput } from './render-input.ts';

/** What is edited together with an app, by the language it is written in. */
const PACKAGES = {
  frontend: ['api-types', 'app-client', 'auth-client-ts', 'ui'],
  typescript: ['app-server', 'auth-client-ts'],
  fastapi: ['app-server-py', 'auth-client-py'],
  none: [],
} as const;

/**
 * In `edit` mode the sources of the host take the place of those in the image, read-only. A site has none in its image:
 * it is built anew by the next `up`.
 */
export function liveSources(plan: Plan, app: AppPlan, half: Half, folder: string, input: RenderInput): ComposeMount[] {
  if (plan.mode !== 'edit' || (half === 'frontend' && app.frontend === 'site')) return [];
  const mount = (source: string, target: string): ComposeMount => ({
    ...{ type: 'bind', source: fromProject(input, folder, source), target, read_only: true },
  });
  const packages = PACKAGES[half === 'frontend' ? 'frontend' : app.manifest.backend];
  return [
    mount(posix.join(input.workspace, app.folder, half), `/scalr/app/${half}`),
    ...packages.map((name) => {
      const path = `packages/${name}/src`;
      return mount(posix.join(input.install, path), `/scalr/${path}`);
    }),
  ];
}
