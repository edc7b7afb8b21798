import { catalogue } from '@scalr/errors';

/** Everything that can stop a backend from starting, and what its answers say when something is wrong. */
export const appErrors = catalogue({
  settingMissing: {
    code: 'SETTING_MISSING',
    title: 'Setting missing',
    kind: 'environment',
    message: ({ key, expected }: { key: string; expected: string }) =>
      `The environment variable ${key} is not set. It holds ${expected}.`,
    fix: ({ key }) => `start the app with ./scalr up, which sets ${key}; or put it into the app's .env.app`,
  },
  settingInvalid: {
    code: 'SETTING_INVALID',
    title: 'Setting malformed',
    kind: 'environment',
    message: ({ key, expected, reason }: { key: string; expected: string; reason: string }) =>
      `The environment variable ${key} cannot be used (${reason}). It holds ${expected}.`,
    fix: ({ key }) => `correct ${key} in the app's .env.app or .env.shared and start the app again`,
  },
  addressTaken: {
    code: 'APP_ADDRESS_TAKEN',
    title: 'Address taken',
    kind: 'environment',
    message: ({ address }: { address: string }) => `Another process already listens on ${address}.`,
    fix: () => 'stop that process (./scalr ps lists those of the platform), or set another PORT',
  },
  databaseUnreachable: {
    code: 'DATABASE_UNREACHABLE',
    title: 'Database out of reach',
    kind: 'retryable',
    message: ({ reason }: { reason: string }) => `The database did not answer within 20 seconds: ${reason}`,
    fix: () => 'look at ./scalr ps and ./scalr logs postgres, then start the app again',
  },
  databaseRefused: {
    code: 'DATABASE_REFUSED',
    title: 'Database refuses the app',
    kind: 'environment',
    message: ({ reason }: { reason: string }) => `The database does not let the app in: ${reason}`,
    fix: () => 'run ./scalr up, which creates the role and database of every app; check DATABASE_URL',
  },
  migrationFailed: {
    code: 'MIGRATION_FAILED',
    title: 'Migration failed',
    kind: 'user',
    message: ({ folder, reason }: { folder: string; reason: string }) =>
      `A migration in ${folder} failed, and nothing of it was kept: ${reason}`,
    fix: () => 'correct the newest migration.sql and start the app again',
  },
  routeFile: {
    code: 'ROUTE_FILE_INVALID',
    title: 'Route file without routes',
    kind: 'user',
    message: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be mounted: ${reason}`,
    fix: () => "export default defineRoutes((routes) => { routes.get('/api/...', { access: 'signed-in', ... }) })",
  },
  routeWithoutAccess: {
    code: 'ROUTE_WITHOUT_ACCESS',
    title: 'Route without access rule',
    kind: 'user',
    message: ({ file, route }: { file: string; route: string }) =>
      `${route} in ${file} is not mounted: it does not declare who may use it.`,
    fix: () => "give it access: 'signed-in', access: { groups: ['...'] } or, if everybody may, access: 'public'",
  },
  databaseNotDeclared: {
    code: 'DATABASE_NOT_DECLARED',
    title: 'App without database',
    kind: 'user',
    message: () => 'This app uses a database but has none.',
    fix: () => 'add "database: {}" to app.manifest.yml and a backend/migrations folder',
  },
});
