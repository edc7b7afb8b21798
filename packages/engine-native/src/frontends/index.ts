export {
  type BuildFolders,
  type BuildFrontendOptions,
  type BuildFrontendsOptions,
  type BuildOutcome,
  buildFrontend,
  buildFrontends,
  type FrontendSource,
  frontendFingerprint,
} from './build-frontends.ts';
export { FRONTEND_HOST_ENV, frontendHostCommand } from './command.ts';
export { frontendErrors } from './errors.ts';
export { type FromFrontendHost, type Frontend, type ToFrontendHost, toFrontendHost } from './messages.ts';
