export {
  type BuildFrontendOptions,
  type BuildOutcome,
  buildFrontend,
  buildFrontends,
  frontendFingerprint,
} from './build-frontends.ts';
export { FRONTEND_HOST_ENV, frontendHostCommand } from './command.ts';
export type { ToFrontendHost } from './messages.ts';
