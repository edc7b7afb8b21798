import { join } from 'node:path';
import type { PythonEnvironment } from './make-environment.ts';

/** Argv of a spare FastAPI backend. Needs an IPC channel; becomes an app by one `become` message. */
export function pythonCommand(
  { interpreter }: PythonEnvironment,
  installFolder: string,
): readonly [string, ...string[]] {
  return [interpreter, '-P', join(installFolder, 'packages/app-server-py/src/scalr_app_server/spare.py')];
}

/** What Python compiled lies beside the environment that it is for, and never between sources. */
export function pythonVariables({ home }: PythonEnvironment): Record<string, string> {
  return { PYTHONPYCACHEPREFIX: join(home, 'bytecode') };
}
