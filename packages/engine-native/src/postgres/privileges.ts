import { chmodSync, chownSync } from 'node:fs';
import { run } from '@scalr/process';
import { errors } from '../errors.ts';

/** How to start Postgres, which refuses to run as root. */
export interface Privileges {
  /** Put before the argv of every Postgres program. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** Debian's and every other system's `nobody`. */
const NOBODY = 65534;

/**
 * As an ordinary user: nothing to do. As root: a user namespace in which our uid is called nobody, so that
 * files stay ours; where the kernel or a container forbids that, the real nobody, who is let through `folders`
 * and owns the last of them.
 * @throws ScalrError `POSTGRES_REFUSES_ROOT`
 */
export async function findPrivileges(
  uid: number,
  folders: readonly string[],
  env: Record<string, string>,
): Promise<Privileges> {
  if (uid !== 0) return { prefix: [] };
  const namespace = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'] as const;
  const probe = await run([...namespace, 'true'], { env }).catch(() => null);
  if (probe?.code === 0) return { prefix: namespace };
  for (const folder of folders) chmodSync(folder, 0o711);
  const own = folders.at(-1) as string;
  chownSync(own, NOBODY, NOBODY);
  const enter = await run(['ls', own], { env, uid: NOBODY, gid: NOBODY }).catch(() => null);
  if (enter?.code === 0) return { prefix: [], uid: NOBODY, gid: NOBODY };
  throw errors.error('postgresRoot', {});
}
