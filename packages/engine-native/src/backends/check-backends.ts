import { join } from 'node:path';
import type { Problem } from '@scalr/errors';
import { run } from '@scalr/process';
import { z } from 'zod';
import { cachedFolder } from '../stack/cached-folder.ts';
import { Fingerprint } from '../stack/fingerprint.ts';
import { STACK_PACKAGES } from '../stack/specifiers.ts';
import type { BackendSource, CheckFolders } from './find-problems.ts';

export interface CheckBackendsOptions extends CheckFolders {
  readonly stateFolder: string;
  readonly apps: readonly BackendSource[];
}

export interface BackendOutcome {
  readonly slug: string;
  /** Empty: it can be started. */
  readonly problems: readonly Problem[];
}

const PROCESS = join(import.meta.dirname, 'check.ts');
const TIMEOUT_MS = 2 * 60_000;

const problemLists = z.array(
  z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      file: z.string().exactOptional(),
      line: z.number().exactOptional(),
    }),
  ),
);

class Faulty extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('faulty');
    this.problems = problems;
  }
}

/** Looks for what would keep a backend from starting. One that was found good is not looked at again until it changes. */
export async function checkBackends(options: CheckBackendsOptions): Promise<readonly BackendOutcome[]> {
  const { apps, stateFolder, installFolder } = options;
  const ground = new Fingerprint()
    .lock(installFolder)
    .packages(installFolder, STACK_PACKAGES)
    .folder(import.meta.dirname)
    .digest();
  let all: Promise<readonly (readonly Problem[])[]> | undefined;
  const outcome = async (app: BackendSource, index: number): Promise<BackendOutcome> => {
    const fingerprint = new Fingerprint().text(ground).folder(join(app.root, 'src'));
    try {
      await cachedFolder({
        parent: join(stateFolder, 'cache', 'checked', app.slug),
        name: fingerprint.digest(),
        keep: 0,
        make: async () => {
          // One process for all of them: it costs far more than what it does for one app.
          all ??= runCheck(options);
          const problems = (await all)[index] ?? [];
          if (problems.length > 0) throw new Faulty(problems);
        },
      });
      return { slug: app.slug, problems: [] };
    } catch (error) {
      if (!(error instanceof Faulty)) throw error;
      return { slug: app.slug, problems: error.problems };
    }
  };
  return Promise.all(apps.map(outcome));
}

async function runCheck(options: CheckBackendsOptions): Promise<readonly (readonly Problem[])[]> {
  const { installFolder, workspaceFolder, apps } = options;
  const job = JSON.stringify({ installFolder, workspaceFolder, apps });
  const { code, stdout, stderr } = await run([process.execPath, PROCESS, job], {
    cwd: workspaceFolder,
    env: {},
    timeoutMs: TIMEOUT_MS,
  });
  if (code !== 0) throw new Error(`checking the backends ended with ${code}: ${stderr}`);
  return problemLists.parse(JSON.parse(stdout));
}
