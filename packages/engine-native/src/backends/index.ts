export { type BackendOutcome, checkBackends } from './check-backends.ts';
export { backendCommand } from './command.ts';
export { backendErrors } from './errors.ts';
