import { access, chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerProject, type RenderInput, renderProjects } from '@scalr/containers';
import type { Plan } from '@scalr/plan';
import type { SwarmLayout } from './layout.ts';

/** Whom the identity provider runs as where we are root: nobody else has this number, and root may open its socket. */
const NOT_ROOT = 65_532;

export interface ProjectGround {
  readonly layout: SwarmLayout;
  /** Who runs the CLI. */
  readonly ids: { readonly uid: number; readonly gid: number };
  /** What Authentik is told; null with another provider. */
  readonly authentik: (plan: Plan) => Promise<RenderInput['authentik']>;
  /** Of the digests of secrets; null: none counts. */
  readonly hashKey: string | null;
}

/** Reads what the rendering of a plan needs besides, and renders it for containers. */
export async function readProjects(
  plan: Plan,
  { layout, ids, authentik, hashKey }: ProjectGround,
  { out, tagOf }: Pick<RenderInput, 'out' | 'tagOf'>,
): Promise<readonly ContainerProject[]> {
  const { workspace, workspaceId, install, admin } = layout;
  const { uid, gid } = ids.uid === 0 ? { uid: NOT_ROOT, gid: NOT_ROOT } : ids;
  return renderProjects(plan, {
    ...{ out, tagOf, install, workspace, workspaceId },
    ownDockerfiles: await ownDockerfiles(plan, workspace),
    user: `${uid}:${gid}`,
    adminFolder: admin,
    initDatabase: await readFile(join(install, 'infra/container/init-database.sh'), 'utf8'),
    authentik: await authentik(plan),
    releaseKey: hashKey,
  });
}

/** Docker would make it as root's. */
export async function makeAdminFolder({ admin }: SwarmLayout, { uid }: ProjectGround['ids']): Promise<void> {
  await mkdir(admin, { recursive: true, mode: 0o700 });
  if (uid === 0) await chown(admin, NOT_ROOT, NOT_ROOT);
}

/** Relative to the workspace: of each app, what it is built by instead of the template's. */
async function ownDockerfiles(plan: Plan, workspace: string): Promise<ReadonlySet<string>> {
  const candidates = plan.apps.flatMap(({ folder }) =>
    ['frontend/Dockerfile', 'backend/Dockerfile'].map((file) => `${folder}/${file}`),
  );
  const isThere = await Promise.all(
    candidates.map((file) =>
      access(join(workspace, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return new Set(candidates.filter((_, index) => isThere[index]));
}
