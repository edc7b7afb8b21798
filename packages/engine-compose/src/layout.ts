import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the containers of one workspace keep what is not in Docker itself. All paths are absolute. */
export interface ComposeLayout {
  readonly workspace: string;
  /** The checkout that images are built from; the workspace itself, except in tests. */
  readonly install: string;
  /** `.scalr/compose`: rendered files and secrets below `apps/<slug>`, `auth` and `gateway`. */
  readonly folder: string;
  /** Value of the label `scalr.workspace`. */
  readonly workspaceId: string;
  /** What was allocated: port and domain. */
  readonly allocation: string;
  /** The plan that was brought up; holds secrets. */
  readonly plan: string;
  /** Which sources the images of this machine were built from. */
  readonly images: string;
  readonly releaseKey: string;
  /** Held by whoever changes what runs. */
  readonly lock: string;
  /** Programs that were started to change what runs. */
  readonly running: string;
  /** What containers said that were replaced since. */
  readonly logs: string;
  /** Folder of the identity provider's `admin.sock`. */
  readonly admin: string;
}

/** Bytes the kernel takes for a unix socket path (sockaddr_un), less the name of the socket. */
const LONGEST_FOLDER = 103 - '/admin.sock'.length;

/** Pure: decides paths, makes none. */
export function composeLayout(workspace: string, install: string, uid: number): ComposeLayout {
  const folder = join(workspace, '.scalr/compose');
  const workspaceId = createHash('sha256').update(workspace).digest('hex').slice(0, 12);
  const inside = join(folder, 'admin');
  const short = join(tmpdir(), `scalr-${uid}-${workspaceId}-admin`);
  return {
    ...{ workspace, install, folder, workspaceId },
    allocation: join(workspace, '.scalr/compose.json'),
    plan: join(folder, 'plan.json'),
    images: join(folder, 'images.json'),
    releaseKey: join(folder, 'release-key'),
    lock: join(folder, 'lock'),
    running: join(folder, 'running'),
    logs: join(folder, 'logs'),
    admin: Buffer.byteLength(inside) <= LONGEST_FOLDER ? inside : short,
  };
}
