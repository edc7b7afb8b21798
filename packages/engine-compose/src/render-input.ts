import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderInput } from '@scalr/containers';
import { writeFileAtomically } from '@scalr/fileset';
import type { Plan } from '@scalr/plan';
import type { ComposeLayout } from './layout.ts';

/** Whom the identity provider runs as where we are root: nobody else has this number, and root may open its socket. */
export const NOT_ROOT = 65_532;

/** What Authentik is told; null with another provider. */
export type AuthentikInput = RenderInput['authentik'];

export interface InputOptions {
  readonly layout: ComposeLayout;
  readonly ids: { readonly uid: number; readonly gid: number };
  readonly authentik: AuthentikInput;
  readonly tagOf: RenderInput['tagOf'];
}

/** Reads what the rendering of a plan needs besides. */
export async function readRenderInput(plan: Plan, options: InputOptions): Promise<RenderInput> {
  const { layout, ids, authentik, tagOf } = options;
  const { uid, gid } = ids.uid === 0 ? { uid: NOT_ROOT, gid: NOT_ROOT } : ids;
  await mkdir(layout.admin, { recursive: true, mode: 0o700 });
  if (ids.uid === 0) await chown(layout.admin, uid, gid);
  return {
    out: layout.folder,
    install: layout.install,
    workspace: layout.workspace,
    workspaceId: layout.workspaceId,
    tagOf,
    ownDockerfiles: await ownDockerfiles(plan, layout.workspace),
    user: `${uid}:${gid}`,
    adminFolder: layout.admin,
    initDatabase: await readFile(join(layout.install, 'infra/container/init-database.sh'), 'utf8'),
    authentik,
    releaseKey: await releaseKey(layout),
  };
}

/** Relative to the workspace. */
export async function ownDockerfiles(plan: Plan, workspace: string): Promise<ReadonlySet<string>> {
  const candidates = plan.apps.flatMap(({ folder }) =>
    ['frontend', 'backend'].flatMap((half) =>
      ['Dockerfile', 'Dockerfile.dev'].map((name) => `${folder}/${half}/${name}`),
    ),
  );
  const found = await Promise.all(
    candidates.map((path) =>
      access(join(workspace, path)).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return new Set(found.flat());
}

async function releaseKey({ releaseKey: file }: ComposeLayout): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known !== '') return known;
  const made = randomBytes(32).toString('hex');
  await writeFileAtomically(file, made, { mode: 0o600 });
  return made;
}
