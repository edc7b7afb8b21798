import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from './context.ts';
import { errors } from './errors.ts';

interface Ground {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

interface Verdict {
  readonly data: unknown;
  readonly text: string;
  /** Whether nothing is left to mend. */
  readonly good: boolean;
}

/** As `infra/checks/index.ts` gives it; only its shape is needed here. */
interface RepositoryChecks {
  checkRepository(ground: Ground): Promise<Verdict>;
  fixRepository(ground: Ground): Promise<Verdict>;
}

/**
 * What a checkout of the repository knows about itself. It is no package, so it is loaded by its path and only when it
 * is asked for: no app and no server has it.
 * @throws ScalrError `REPOSITORY_NOT_HERE`
 */
export async function askRepository(context: Context, what: keyof RepositoryChecks) {
  const { installFolder, environment, streams } = context;
  const path = join(installFolder, 'infra/checks/index.ts');
  if (!existsSync(path)) throw errors.error('repositoryNotHere', { folder: installFolder });
  const checks: RepositoryChecks = await import(pathToFileURL(path).href);
  const log = (line: string) => streams.stderr.write(`${line}\n`);
  const { data, text, good } = await checks[what]({ root: installFolder, env: environment.inherited, log });
  return { data, text, exitCode: good ? 0 : 1 };
}
