export { type DetachOptions, detach } from './detach.ts';
export { isAlive, type ProcessRecord, recordOf, stopGroup } from './record.ts';
export { type CommandResult, type RunOptions, run } from './run.ts';
export { type ChildExit, type ChildProcessHandle, type StartOptions, start } from './start.ts';
