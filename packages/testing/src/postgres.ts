import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCluster,
  findBinaries,
  findPrivileges,
  ids,
  provisionDatabases,
  serverArgv,
  socketUrl,
  waitUntilReady,
  withAdmin,
} from '@scalr/engine-native/postgres';
import { start } from '@scalr/process';

/** Environment variable with the administrator's URI of the run's server; set by vitest-setup.ts. */
export const SERVER_VARIABLE = 'SCALR_TEST_POSTGRES';

/** A real Postgres 16 for tests, on a unix socket in a folder of its own. */
export interface TestServer {
  /** libpq URI of its superuser. */
  readonly adminUrl: string;
  /** Pid of the postmaster, to be killed by tests that are about that. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface TestDatabase {
  /** libpq URI of the role that owns it and is nothing else. */
  readonly url: string;
  drop(): Promise<void>;
}

/** Starts a server of the test's own; about a second. */
export async function testServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'scalr-pg-'));
  chmodSync(folder, 0o755);
  const env = { PATH: process.env.PATH ?? '', TMPDIR: tmpdir() };
  const binaries = findBinaries();
  const privileges = await findPrivileges(process.getuid?.() ?? 1, [folder], env);
  const password = randomBytes(12).toString('hex');
  const data = join(folder, 'data');
  await createCluster({ binaries, privileges, folder: data, password, env });
  const said: string[] = [];
  const child = await start(
    [...serverArgv({ binaries, privileges, folder: data, socketFolder: folder }), '-c', 'fsync=off'],
    { name: 'postgres', cwd: folder, env, onLine: (line) => said.push(line), ...ids(privileges) },
  );
  const adminUrl = socketUrl({ role: 'postgres', password, database: 'postgres', socketFolder: folder });
  const refusal = await waitUntilReady(adminUrl, 20_000, AbortSignal.timeout(20_000));
  if (refusal !== null) throw new Error(`test Postgres did not start: ${refusal}\n${said.join('\n')}`);
  return {
    adminUrl,
    pid: child.record.pid,
    stop: async () => {
      await child.stop({ signal: 'SIGINT' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fresh database with its own role, on the one server of the test run. */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = process.env[SERVER_VARIABLE];
  if (adminUrl === undefined) throw new Error('vitest.config.ts has to name packages/testing/src/vitest-setup.ts');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await provisionDatabases(adminUrl, [{ name, role: name, password, owner: name }]);
  const socketFolder = new URL(adminUrl).searchParams.get('host') ?? '';
  return {
    url: socketUrl({ role: name, password, database: name, socketFolder }),
    drop: () =>
      withAdmin(adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
        await client.query(`drop role if exists ${name}, ${name}_runtime`);
      }),
  };
}
