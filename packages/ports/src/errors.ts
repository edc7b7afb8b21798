import { catalogue } from '@scalr/errors';

/** What every engine says alike, whatever it stands on. */
export const engineErrors = catalogue({
  noFreePort: {
    code: 'PORT_NONE_FREE',
    title: 'No port for the front door',
    kind: 'environment',
    message: (d: { tried: string }) => `none of the ports ${d.tried} can be opened on this machine`,
    fix: () => './scalr up --port <a free port>',
  },
  portTaken: {
    code: 'PORT_TAKEN',
    title: 'The wanted port is taken',
    kind: 'environment',
    message: (d: { port: number; reason: string }) => `port ${d.port} cannot be opened: ${d.reason}`,
    fix: () => 'leave out --port, or name another one',
  },
  notRunning: {
    code: 'PLATFORM_NOT_RUNNING',
    title: 'Nothing is up',
    kind: 'environment',
    message: () => 'the platform is not up',
    fix: () => './scalr up',
  },
  unknownProcess: {
    code: 'PROCESS_UNKNOWN',
    title: 'No such process',
    kind: 'user',
    message: (d: { name: string; known: string }) =>
      `there is no process or app named ${d.name}; there are: ${d.known}`,
    fix: () => './scalr ps',
  },
  hubSilent: {
    code: 'HUB_DOES_NOT_ANSWER',
    title: 'The portal does not answer',
    kind: 'environment',
    message: (d: { url: string; detail: string }) =>
      `everything was started, but ${d.url} does not answer: ${d.detail}`,
    fix: () => './scalr ps, then ./scalr logs portal',
  },
  queryFailed: {
    code: 'QUERY_FAILED',
    title: 'A query was refused',
    kind: 'user',
    message: (d: { detail: string }) => `Postgres refused the query: ${d.detail}`,
    fix: () => 'write one statement that only reads; the tables are in select tablename from pg_tables',
  },
  notSaved: {
    code: 'DATABASE_NOT_SAVED',
    title: 'A database could not be saved',
    kind: 'environment',
    message: (d: { database: string; detail: string }) =>
      `the database ${d.database} could not be saved, so nothing of it was removed: ${d.detail}`,
    fix: () => 'make sure there is free space in .scalr/backups, then run the same command again',
  },
  notLoaded: {
    code: 'DATABASE_NOT_LOADED',
    title: 'A saved database could not be read back',
    kind: 'environment',
    message: (d: { database: string; detail: string }) =>
      `the saved database ${d.database} could not be read back: ${d.detail}`,
    fix: () => 'make sure there is free space, then run the same command again; the backup stays as it is',
  },
  notDropped: {
    code: 'DATABASE_NOT_DROPPED',
    title: 'A database could not be removed',
    kind: 'environment',
    message: (d: { database: string; detail: string }) =>
      `the database ${d.database} could not be removed: ${d.detail}`,
    fix: () => 'run the same command again; what was begun is then finished',
  },
});
