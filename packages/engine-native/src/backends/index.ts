export { BACKEND_FLAGS, type BackendCommandOptions, backendCommand } from './command.ts';
