export { buildStack, bundleService, type ServiceBundle, type StackPlace } from './build-stack.ts';
export type { Stack } from './stack.ts';
