export { checkPythonBackends } from './check-backends.ts';
export { pythonCommand, pythonVariables } from './command.ts';
export { PythonEnvironments } from './environments.ts';
export { pythonErrors } from './errors.ts';
export { makeEnvironment, type PythonEnvironment } from './make-environment.ts';
