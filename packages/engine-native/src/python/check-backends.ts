import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Problem } from '@scalr/errors';
import { run } from '@scalr/process';
import { z } from 'zod';
import { type BackendOutcome, backendErrors } from '../backends/index.ts';
import { pythonVariables } from './command.ts';
import type { PythonEnvironment } from './make-environment.ts';

export interface PythonBackend {
  readonly slug: string;
  /** Absolute path of the app's `backend/`, with `src/main.py` in it. */
  readonly root: string;
  readonly environment: PythonEnvironment;
}

const CHECK = join(import.meta.dirname, 'check_sources.py');
const TIMEOUT_MS = 2 * 60_000;

const findingsSchema = z.array(z.object({ file: z.string(), line: z.int(), detail: z.string() }));

/** Looks for what would keep a FastAPI backend from starting; a tenth of a second each. */
export async function checkPythonBackends(
  apps: readonly PythonBackend[],
  workspaceFolder: string,
): Promise<readonly BackendOutcome[]> {
  const inWorkspace = (path: string) => relative(workspaceFolder, path).split(sep).join('/');
  const outcomes: BackendOutcome[] = [];
  for (const { slug, root, environment } of apps) {
    const entry = join(root, 'src', 'main.py');
    if (!existsSync(entry)) {
      outcomes.push({ slug, problems: [backendErrors.problem('entryMissing', { slug, place: inWorkspace(entry) })] });
      continue;
    }
    const findings = await findingsOf(root, environment, workspaceFolder);
    const problems = findings.map(({ file: path, line, detail }): Problem => {
      const file = inWorkspace(path);
      return backendErrors.problem('unreadable', { slug, detail, place: file }, { file, line });
    });
    outcomes.push({ slug, problems });
  }
  return outcomes;
}

async function findingsOf(root: string, environment: PythonEnvironment, cwd: string) {
  const argv = [environment.interpreter, '-P', CHECK, root] as const;
  const { code, stdout, stderr } = await run(argv, { cwd, env: pythonVariables(environment), timeoutMs: TIMEOUT_MS });
  if (code !== 0) throw new Error(`checking ${root} ended with ${code}: ${stderr}`);
  return findingsSchema.parse(JSON.parse(stdout));
}
