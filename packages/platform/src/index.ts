export { makePlan } from './make-plan.ts';
export { runningApp } from './named-apps.ts';
export type { Platform } from './platform.ts';
export { preview } from './preview.ts';
export { type UpReport, type UpWish, up } from './up.ts';
export { type RunningEngine, type WatchOptions, watchWorkspace } from './watch.ts';
