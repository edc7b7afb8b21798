import { join } from 'node:path';
import { isScalrError } from '@scalr/errors';
import { type CommandResult, run } from '@scalr/process';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Where Python keeps what it compiled, so that nothing of it lies between the sources. */
export const PYTHON_CACHE = join(ROOT, '.scalr', 'python', 'bytecode');

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];
const IS_FIT = 'import sys; sys.exit(sys.version_info < (3, 11))';
const FIX = 'fix: install Python 3.11 or newer with venv, on Debian: apt-get install python3 python3-venv';

function inheritedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

/**
 * Interpreter of the Python environment of this checkout, in `.scalr/python/`, keyed by its pinned requirements. The
 * first call makes it, which takes about half a minute and the package index; others wait for that one.
 */
export async function pythonInterpreter(): Promise<string> {
  const said: string[] = [];
  for (const name of NAMES) {
    const argv = [name, join(ROOT, 'infra', 'python', 'environment.py'), join(ROOT, '.scalr', 'python')] as const;
    const made = await runIfThere([...argv], { env: inheritedEnvironment(), timeoutMs: 300_000 });
    if (made?.code === 0) return made.stdout.trim();
    said.push(`${name}: ${made === null ? 'not there' : made.stderr.trim()}`);
    // Anything but "too old" is no question of which Python.
    if (made !== null && made.code !== 3) break;
  }
  throw new Error(`the Python environment cannot be made\n${said.join('\n')}\n${FIX}`);
}

/** Why nothing in Python can run on this machine; null: it can. */
export async function pythonMissing(): Promise<string | null> {
  for (const name of NAMES) {
    const probe = await runIfThere([name, '-c', IS_FIT], { env: inheritedEnvironment(), timeoutMs: 20_000 });
    if (probe?.code === 0) return null;
  }
  return 'there is no Python 3.11 or newer';
}

/** Runs a module of that environment in a folder. */
export async function runPython(folder: string, module: string, ...args: string[]): Promise<CommandResult> {
  const python = await pythonInterpreter();
  return run([python, '-m', module, ...args], {
    cwd: join(ROOT, folder),
    env: { ...inheritedEnvironment(), PYTHONPYCACHEPREFIX: PYTHON_CACHE },
    timeoutMs: 120_000,
  });
}

async function runIfThere(
  argv: [string, ...string[]],
  options: Parameters<typeof run>[1],
): Promise<CommandResult | null> {
  try {
    return await run(argv, options);
  } catch (error) {
    if (isScalrError(error)) return null;
    throw error;
  }
}
