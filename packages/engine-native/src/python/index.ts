export { checkPythonBackends, type PythonBackend } from './check-backends.ts';
export { pythonCommand, pythonVariables } from './command.ts';
export { PythonEnvironments, type PythonEnvironmentsOptions } from './environments.ts';
export { pythonErrors } from './errors.ts';
export { makeEnvironment, type PythonEnvironment } from './make-environment.ts';
