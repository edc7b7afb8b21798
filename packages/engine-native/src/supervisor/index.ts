export { type RunSupervisorOptions, runSupervisor } from './run-supervisor.ts';
export type { Supervisor } from './supervisor.ts';
