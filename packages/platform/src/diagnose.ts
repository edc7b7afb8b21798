import { access, constants, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '@scalr/errors';
import { loadWorkspace } from '@scalr/workspace';
import type { Platform } from './platform.ts';

/** One look at the machine or at what runs on it. */
export interface Diagnosis {
  readonly what: string;
  /** `bad`: something does not work because of it. `note`: worth knowing. */
  readonly state: 'good' | 'note' | 'bad';
  readonly found: string;
  /** A command; null where there is nothing to do. */
  readonly fix: string | null;
}

/** Below this Postgres may stop taking writes any moment. */
const LITTLE_SPACE = 500 * 1024 * 1024;

/** Whether machine and platform are well, as far as that has nothing to do with the code of any app. */
export async function diagnose(platform: Platform): Promise<readonly Diagnosis[]> {
  const looks = [
    diskSpace(platform),
    stateFolder(platform),
    workspace(platform),
    python(platform),
    processes(platform),
    identity(platform),
  ];
  return (await Promise.all(looks)).flat();
}

async function diskSpace({ root }: Platform): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(root);
  const found = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB free`;
  if (bavail * bsize > LITTLE_SPACE) return { what: 'disk', state: 'good', found, fix: null };
  return { what: 'disk', state: 'bad', found, fix: `free some space: du -sh ${join(root, '.scalr')}/*` };
}

async function stateFolder({ root }: Platform): Promise<Diagnosis> {
  const folder = join(root, '.scalr');
  const refused = await Promise.all([stat(folder), access(folder, constants.W_OK)]).then(
    ([found]) => (found.isDirectory() ? null : 'it is no folder'),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  if (refused === null) return { what: 'state folder', state: 'good', found: folder, fix: null };
  if (refused === 'ENOENT') {
    return { what: 'state folder', state: 'note', found: 'not made yet', fix: './scalr up' };
  }
  const fix = `make ${folder} a folder that you may write to`;
  return { what: 'state folder', state: 'bad', found: `${folder}: ${refused}`, fix };
}

async function workspace({ root }: Platform): Promise<Diagnosis> {
  const { apps, quarantined } = await loadWorkspace(root);
  const what = 'manifests';
  if (quarantined.length === 0) return { what, state: 'good', found: `${apps.length} apps, all fit`, fix: null };
  const found = `left out: ${quarantined.map(({ folder }) => folder).join(', ')}`;
  return { what, state: 'note', found, fix: './scalr validate' };
}

/** Only where an app needs it. */
async function python({ root, languages }: Platform): Promise<readonly Diagnosis[]> {
  const { apps } = await loadWorkspace(root);
  const app = apps.find(({ manifest }) => manifest.backend === 'fastapi');
  if (app === undefined) return [];
  return languages.ready('fastapi', app.folder).then(
    () => [{ what: 'Python', state: 'good', found: 'its environment is ready', fix: null }],
    (error: unknown) =>
      describeError(error).problems.map(({ message, fix }) => ({ what: 'Python', state: 'bad', found: message, fix })),
  );
}

/** Where the provider is a server of its own, somebody may have changed it by hand. */
async function identity({ engine, identity }: Platform): Promise<readonly Diagnosis[]> {
  const plan = identity.drift === undefined ? null : await engine.current();
  if (identity.drift === undefined || plan === null) return [];
  const what = 'sign-in';
  return identity.drift(plan.clients).then(
    (rows) =>
      rows.length === 0
        ? [{ what, state: 'good', found: 'the provider knows what the manifests say', fix: null }]
        : rows.map(({ slug, problem }) => ({
            what,
            state: 'bad',
            found: `${slug}: ${problem.message}`,
            fix: problem.fix,
          })),
    (error: unknown) =>
      describeError(error).problems.map(({ message, fix }) => ({ what, state: 'bad', found: message, fix })),
  );
}

async function processes({ engine }: Platform): Promise<readonly Diagnosis[]> {
  const status = await engine.status();
  if (status.length === 0) return [{ what: 'platform', state: 'note', found: 'not up', fix: './scalr up' }];
  const ill = status.filter((process) => process.status === 'failed' || process.restarts > 0);
  const up: Diagnosis = { what: 'platform', state: 'good', found: `${status.length} processes`, fix: null };
  return [
    up,
    ...ill.map(({ name, status: now, restarts, reason }): Diagnosis => {
      const found =
        now === 'failed' ? `failed: ${reason ?? 'without a word'}` : `${now}, started again ${restarts} times`;
      return { what: name, state: now === 'failed' ? 'bad' : 'note', found, fix: `./scalr logs ${name}` };
    }),
  ];
}
