export { buildStack, bundleService, findServiceBundle } from './build-stack.ts';
export type { Stack } from './stack.ts';
