import type { FileEntry } from '@scalr/fileset';
import { type Database, databasePasswordKey } from '@scalr/plan';
import type { ComposeService, ComposeVolume } from './compose-file.ts';
import { harden } from './hardening.ts';
import { ownLabels } from './project.ts';
import type { RenderInput } from './render-input.ts';
import { type SecretFile, secretPath } from './secret-files.ts';

/** Folder of a project that holds what Postgres runs on its first start. */
const INIT_FOLDER = 'init';
const PASSWORD = 'db-password';

export function databaseSecret({ owner, password }: Database): SecretFile {
  return { name: PASSWORD, content: password, source: `.env.shared ${databasePasswordKey(owner)}` };
}

/**
 * Its data, and its socket, which is made anew with every start: a mount of type `tmpfs` would get the mode of the
 * folder in the image but not its owner, and the server could not write there.
 */
export const DATABASE_VOLUMES = {
  data: {},
  run: { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'mode=1777,size=1m' } },
} as const satisfies Record<string, ComposeVolume>;

/** What a project with a database mounts. */
export function initFiles({ initDatabase }: Pick<RenderInput, 'initDatabase'>): (readonly [string, FileEntry])[] {
  return [[`${INIT_FOLDER}/init-database.sh`, { content: initDatabase, mode: 0o755 }]];
}

/** How a program gets to it: the address, which says no password, and the file with it. */
export const DATABASE_PASSWORD_ENV = { DATABASE_PASSWORD_FILE: secretPath(PASSWORD) } as const;

/** The `db` of a project. It is on no network but the project's own, which leads nowhere. */
export function databaseService({ name }: Database, process: string, workspaceId: string): ComposeService {
  return harden(
    {
      image: 'postgres:16',
      // By its name, since the number differs between images. As root it would need five capabilities to become this.
      user: 'postgres',
      init: false,
      environment: { APP_DATABASE: name, POSTGRES_PASSWORD_FILE: secretPath(PASSWORD) },
      secrets: [PASSWORD],
      networks: { data: null },
      volumes: [
        { type: 'volume', source: 'data', target: '/var/lib/postgresql/data' },
        { type: 'bind', source: `./${INIT_FOLDER}`, target: '/docker-entrypoint-initdb.d', read_only: true },
        { type: 'volume', source: 'run', target: '/var/run/postgresql' },
      ],
      labels: ownLabels(process, workspaceId),
      healthcheck: {
        // By TCP: on its first start the server listens only on its socket until the database is made.
        test: ['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'postgres'],
        ...{ interval: '5s', timeout: '3s', retries: 5, start_period: '60s', start_interval: '1s' },
      },
      shm_size: '128m',
      // "Fast shutdown": sessions are ended, nothing is lost. A checkpoint of a slow disk takes its time.
      stop_signal: 'SIGINT',
      stop_grace_period: '60s',
    },
    { memory: 512, cpus: 1, pids: 256, tmp: 16 },
  );
}
