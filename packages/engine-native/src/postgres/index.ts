export { findBinaries, type PostgresBinaries } from './binaries.ts';
export { type ClusterOptions, createCluster, ids } from './cluster.ts';
export { serverArgv } from './commands.ts';
export { hasCluster } from './has-cluster.ts';
export { findPrivileges, type Privileges } from './privileges.ts';
export { closeMaintenanceDatabases, provisionDatabases } from './provision.ts';
export { readOnlyQuery } from './read-only-query.ts';
export { refusal, waitUntilReady, withAdmin } from './ready.ts';
export { socketUrl } from './socket-url.ts';
