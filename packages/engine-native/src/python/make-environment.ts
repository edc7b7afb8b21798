import { join, relative } from 'node:path';
import { isScalrError, type ScalrError } from '@scalr/errors';
import { type CommandResult, run } from '@scalr/process';
import { z } from 'zod';
import { pythonErrors } from './errors.ts';

/** Made once and shared by all apps with the same requirements. */
export interface PythonEnvironment {
  /** Absolute path of its folder. */
  readonly home: string;
  readonly interpreter: string;
  /** Made just now. */
  readonly made: boolean;
}

export interface EnvironmentJob {
  /** The checkout that holds `packages/`. */
  readonly installFolder: string;
  /** `pyproject.toml` of the app; null: it has none. */
  readonly project: string | null;
  /** For messages. */
  readonly workspaceFolder: string;
  /** Names of environments that stay, however long nobody used them. */
  readonly keep: readonly string[];
  /** The one to use and no other; undefined: found on PATH. */
  readonly python: string | undefined;
  /** Of the installers: the machine's, with the settings of pip and uv. */
  readonly env: Readonly<Record<string, string>>;
}

/** Newest last in the alphabet, first here; the one without a number is what the machine itself uses. */
const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const MAKER = join(import.meta.dirname, 'environment.py');
/** Also while another one makes it. */
const WITHIN_MS = 15 * 60_000;

/** How environment.py ends. */
const EXIT = { ok: 0, tooOld: 3, noVenv: 4, notInstalled: 5, projectUnreadable: 6 } as const;

const answerSchema = z.object({ home: z.string(), interpreter: z.string(), made: z.boolean() });

/** Where environments lie: they belong to the checkout, as `node_modules` does. */
function environmentsFolder(installFolder: string): string {
  return join(installFolder, '.scalr', 'python');
}

/** Pins of what every FastAPI backend stands on. */
export function requirementsFile(installFolder: string): string {
  return join(installFolder, 'packages', 'app-server-py', 'requirements.txt');
}

/**
 * The environment of an app, made where it is missing.
 * @throws ScalrError of {@link pythonErrors}
 */
export async function makeEnvironment(job: EnvironmentJob): Promise<PythonEnvironment> {
  const { installFolder, project, keep, python, env } = job;
  const wish = JSON.stringify({
    folder: environmentsFolder(installFolder),
    requirements: requirementsFile(installFolder),
    packages: ['auth-client-py', 'app-server-py'].map((name) => join(installFolder, 'packages', name, 'src')),
    project,
    keep,
  });
  const tried: string[] = [];
  let noVenv: string | null = null;
  for (const name of python === undefined ? CANDIDATES : [python]) {
    const ended = await runIfThere([name, '-B', MAKER, wish], env);
    if (ended?.code === EXIT.ok) return answerSchema.parse(JSON.parse(ended.stdout));
    const detail = ended === null ? 'it is not there' : lastWords(ended);
    tried.push(`${name}: ${detail}`);
    if (ended?.code === EXIT.noVenv) noVenv ??= detail;
    // Another Python may be newer or more complete; anything else is no question of which one.
    else if (ended !== null && ended.code !== EXIT.tooOld) throw failure(ended, detail, job);
  }
  if (noVenv !== null) throw pythonErrors.error('venvMissing', { detail: noVenv });
  throw pythonErrors.error('missing', { tried: tried.join('; ') });
}

function failure({ code }: CommandResult, detail: string, job: EnvironmentJob): ScalrError {
  const project = job.project === null ? null : relative(job.workspaceFolder, job.project);
  if (code === EXIT.notInstalled) return pythonErrors.error('notInstalled', { detail, project });
  if (code === EXIT.projectUnreadable && project !== null)
    return pythonErrors.error('projectUnreadable', { detail, project });
  return pythonErrors.error('notMade', { detail, folder: environmentsFolder(job.installFolder) });
}

/** pip says what is wrong first and what that means last; notices are no news. */
function lastWords({ code, stdout, stderr }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '' && !/^(?:\[notice\]|WARNING:)/.test(line));
  return told.slice(-2).join(' ').slice(0, 400) || `it ended with ${code}`;
}

async function runIfThere(argv: [string, ...string[]], env: EnvironmentJob['env']): Promise<CommandResult | null> {
  try {
    return await run(argv, { env, timeoutMs: WITHIN_MS });
  } catch (error) {
    if (isScalrError(error)) return null;
    throw error;
  }
}
