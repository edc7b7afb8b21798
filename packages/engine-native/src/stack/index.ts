export { buildStack, bundleService, findServiceBundle, type ServiceBundle, type StackPlace } from './build-stack.ts';
export type { Stack } from './stack.ts';
