export { printSharedExample } from './env-example.ts';
export { SHARED_KEYS, type SharedKey } from './env-keys.ts';
export type { SharedSettings } from './env-settings.ts';
export { workspaceErrors } from './errors.ts';
export { loadSecrets, type Secrets, SHARED_FILE } from './load-secrets.ts';
export { loadWorkspace, type Workspace } from './load-workspace.ts';
export { MANIFEST_NAME, type WorkspaceCache } from './read-app.ts';
export { toSettings } from './settings.ts';
