import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the stacks of one workspace keep what is not in the swarm itself. All paths are absolute. */
export interface SwarmLayout {
  readonly workspace: string;
  /** The checkout that images are built from; the workspace itself, except in tests. */
  readonly install: string;
  /** `.scalr/swarm`: rendered stacks below `apps/<slug>`, `auth` and `gateway`. Holds no secret but `plan`. */
  readonly folder: string;
  /** Value of the label `scalr.workspace`. */
  readonly workspaceId: string;
  /** Which port was asked for. */
  readonly allocation: string;
  /** The plan that was brought up; holds secrets. */
  readonly plan: string;
  /** Of the digests in the names of secrets. */
  readonly hashKey: string;
  /** Held by whoever changes what runs. */
  readonly lock: string;
  /** Folder of the identity provider's `admin.sock`. */
  readonly admin: string;
}

/** Bytes the kernel takes for a unix socket path (sockaddr_un), less the name of the socket. */
const LONGEST_FOLDER = 103 - '/admin.sock'.length;

/** Pure: decides paths, makes none. */
export function swarmLayout(workspace: string, install: string, uid: number): SwarmLayout {
  const folder = join(workspace, '.scalr/swarm');
  const workspaceId = createHash('sha256').update(workspace).digest('hex').slice(0, 12);
  const inside = join(folder, 'admin');
  return {
    ...{ workspace, install, folder, workspaceId },
    allocation: join(workspace, '.scalr/swarm.json'),
    plan: join(folder, 'plan.json'),
    hashKey: join(folder, 'hash-key'),
    lock: join(folder, 'lock'),
    admin: Buffer.byteLength(inside) <= LONGEST_FOLDER ? inside : join(tmpdir(), `scalr-${uid}-${workspaceId}-admin`),
  };
}
