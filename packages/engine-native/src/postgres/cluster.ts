import { chownSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomically } from '@scalr/fileset';
import { run } from '@scalr/process';
import { errors } from '../errors.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { Privileges } from './privileges.ts';

export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly privileges: Privileges;
  /** `PGDATA`. */
  readonly folder: string;
  /** Of the role `postgres`. */
  readonly password: string;
  readonly env: Record<string, string>;
}

/**
 * Makes a new cluster; it appears whole or not at all.
 * @throws ScalrError `POSTGRES_DID_NOT_START` with what initdb said
 */
export async function createCluster({ binaries, privileges, folder, password, env }: ClusterOptions): Promise<void> {
  const fresh = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  mkdirSync(fresh, { mode: 0o700 });
  await writeFileAtomically(passwordFile, `${password}\n`, { mode: 0o600 });
  if (privileges.uid !== undefined) {
    for (const path of [dirname(folder), fresh, passwordFile]) chownSync(path, privileges.uid, privileges.gid ?? 0);
  }
  try {
    const result = await run(
      [
        ...(privileges.prefix as [string]),
        binaries.initdb,
        `--pgdata=${fresh}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        // People expect "apple" before "Zebra"; the C locale alone sorts by bytes.
        '--locale-provider=icu',
        '--icu-locale=und',
        '--no-instructions',
        // A crash before the rename below leaves nothing, and the server's first checkpoint writes it all to disk.
        '--no-sync',
      ],
      { env, ...ids(privileges) },
    );
    if (result.code !== 0) throw errors.error('postgresFailed', { detail: cause(result.stderr) });
    renameSync(fresh, folder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Of a spawn: only where another user is to run it. */
export function ids(privileges: Privileges): { uid?: number; gid?: number } {
  return privileges.uid === undefined ? {} : { uid: privileges.uid, gid: privileges.gid ?? privileges.uid };
}

/** What went wrong stands before what initdb then cleans up. */
function cause(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.find((line) => /error|fatal|could not/i.test(line)) ?? lines.at(-1) ?? '').trim() || 'it said nothing';
}
