import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderProjects } from '@scalr/containers';
import type { Plan } from '@scalr/plan';
import type { Renderer } from '@scalr/ports';
import { defaultAllocation, groundOf } from './ground.ts';
import type { ComposeLayout } from './layout.ts';
import { renderFiles } from './render.ts';
import { type AuthentikInput, NOT_ROOT, ownDockerfiles } from './render-input.ts';
import { EDGE_SUBNET } from './render-readme.ts';

export interface ComposeRendererOptions {
  readonly layout: Pick<ComposeLayout, 'install' | 'workspace' | 'workspaceId'>;
  /** What Authentik is told without its secrets; null with another provider. */
  readonly authentik: (plan: Plan, subnets: readonly string[]) => AuthentikInput;
}

/** Writes down what the engine would bring up. Nothing but sources is read, and Docker is not asked. */
export function createComposeRenderer({ layout, authentik }: ComposeRendererOptions): Renderer {
  const { install, workspace, workspaceId } = layout;
  return {
    ground: ({ domain = 'localhost', port }, provider) => groundOf(defaultAllocation(domain, port), provider),
    async render(plan, out) {
      const projects = renderProjects(plan, {
        ...{ out, install, workspace, workspaceId, releaseKey: null },
        tagOf: () => 'latest',
        ownDockerfiles: await ownDockerfiles(plan, workspace),
        // Beside the rest, and of nobody in particular: who brings it up is not known.
        ...{ user: `${NOT_ROOT}:${NOT_ROOT}`, adminFolder: join(out, 'auth/admin') },
        initDatabase: await readFile(join(install, 'infra/container/init-database.sh'), 'utf8'),
        authentik: authentik(plan, [EDGE_SUBNET]),
      });
      return renderFiles(projects);
    },
  };
}
