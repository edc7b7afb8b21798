import type { PostgresBinaries } from './binaries.ts';
import type { Privileges } from './privileges.ts';

export interface ServerCommand {
  readonly binaries: PostgresBinaries;
  readonly privileges: Privileges;
  /** `PGDATA`. */
  readonly folder: string;
  /** Folder of the unix socket; the server listens nowhere else. */
  readonly socketFolder: string;
}

/** The argv of the server. Settings stand here and not in a file, so that a new version brings its own. */
export function serverArgv({ binaries, privileges, folder, socketFolder }: ServerCommand): [string, ...string[]] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    // Ten connections for each of two dozen awake apps; asleep ones hold none.
    max_connections: '250',
    shared_buffers: '64MB',
    // Pages come in as they are used, so idle costs nothing of the buffer.
    huge_pages: 'off',
    // Our passwords are random and long: stretching them guards nothing and delays every first request of an app.
    scram_iterations: '16',
    jit: 'off',
    log_min_messages: 'warning',
    log_line_prefix: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const [program, ...args] = [...privileges.prefix, binaries.postgres, '-D', folder, ...flags];
  return [program as string, ...args];
}
