import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where everything of one workspace is kept. All paths are absolute. */
export interface Layout {
  readonly workspace: string;
  /** The checkout that holds `packages/` and `services/`; the workspace itself, except in tests. */
  readonly install: string;
  /** `.scalr/`: nothing of the platform's state is anywhere else. */
  readonly state: string;
  readonly data: string;
  readonly keys: string;
  readonly logs: string;
  /** Sockets and process records. */
  readonly run: string;
  /** Folder of the Postgres socket. */
  readonly postgresRun: string;
  readonly cache: string;
  readonly build: string;
}

/** Bytes the kernel takes for a unix socket path (sockaddr_un), less the longest name we put into the folder. */
const LONGEST_RUN_FOLDER = 103 - '/pg/.s.PGSQL.5432'.length - 30;

/** Sockets need short paths; a deep checkout gets a folder of its own beside the temporary files. */
function runFolder(state: string, uid: number): string {
  const inside = join(state, 'run');
  if (Buffer.byteLength(inside) <= LONGEST_RUN_FOLDER) return inside;
  const name = createHash('sha256').update(state).digest('hex').slice(0, 12);
  return join(tmpdir(), `scalr-${uid}-${name}`);
}

/** Pure: decides paths, makes none. */
export function layoutOf(workspace: string, install: string, uid: number): Layout {
  const state = join(workspace, '.scalr');
  const run = runFolder(state, uid);
  return {
    workspace,
    install,
    state,
    data: join(state, 'data'),
    keys: join(state, 'keys'),
    logs: join(state, 'logs'),
    run,
    postgresRun: join(run, 'pg'),
    cache: join(state, 'cache'),
    build: join(state, 'build'),
  };
}

/** Unix socket of a process. */
export function socketOf(layout: Layout, process: string): string {
  return join(layout.run, `${process}.sock`);
}

/** The file from which the hub reads its tiles. */
export function catalogFileOf(layout: Layout): string {
  return join(layout.run, 'catalog.json');
}

/** PEM of the certificate authority that the gateway makes for this workspace. */
export function authorityFileOf(layout: Layout): string {
  return join(layout.keys, 'ca.crt');
}

/** `PGDATA` of the embedded Postgres. */
export function clusterFolder(layout: Layout): string {
  return join(layout.data, 'postgres-16');
}
