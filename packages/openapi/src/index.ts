export {
  type ApiDocument,
  type ApiOperation,
  type Method,
  readApiDocument,
  resolve,
  type Schema,
} from './api-document.ts';
export { type BreakingChange, breakingChanges } from './breaking-changes.ts';
export { canonicalOpenApi } from './canonical-open-api.ts';
export { CLIENT_FILE, clientFiles, DOCUMENT_FILE } from './client-files.ts';
export { openApiErrors } from './errors.ts';
