export { type BackendOutcome, type CheckBackendsOptions, checkBackends } from './check-backends.ts';
export { BACKEND_FLAGS, type BackendCommandOptions, backendCommand } from './command.ts';
export { backendErrors } from './errors.ts';
export type { BackendSource } from './find-problems.ts';
