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
  tableWithoutAccess: {
    code: 'TABLE_WITHOUT_ACCESS',
    title: 'Table without access rules',
    kind: 'user',
    message: ({ tables, place }: { tables: readonly string[]; place: string }) =>
      `Nothing says who may read and write what is in ${place}: ${tables.join(', ')}. The app does not start with it.`,
    fix: ({ tables }) =>
      `export default entity(${tables[0]}, { access: owner(), ... }) from its file in models/; or drop the table in a migration`,
  },
  entityWithoutAccess: {
    code: 'ENTITY_WITHOUT_ACCESS',
    title: 'Entity without access rules',
    kind: 'user',
    message: ({ table }: { table: string }) => `The entity ${table} does not declare who may do what with its rows.`,
    fix: () =>
      "give it access: owner(), shared(), group('...'), publicRead(), anyone(), a list of them, or { read: ..., write: ... }",
  },
  entityInvalid: {
    code: 'ENTITY_INVALID',
    title: 'Entity does not fit its table',
    kind: 'user',
    message: ({ table, reason }: { table: string; reason: string }) => `The entity ${table} cannot be used: ${reason}.`,
    fix: ({ table }) => `correct the file of ${table} in backend/src/models/`,
  },
  accessFailed: {
    code: 'ACCESS_NOT_APPLIED',
    title: 'Access rules not applied',
    kind: 'user',
    message: ({ reason }: { reason: string }) =>
      `The access rules and constraints of models/ could not be put into the database, and nothing of them was: ${reason}`,
    fix: () => 'correct the entity that it names, or the rows that break its rules, and start the app again',
  },
  runtimeRoleMissing: {
    code: 'RUNTIME_ROLE_MISSING',
    title: 'Role of requests missing',
    kind: 'environment',
    message: ({ role }: { role: string }) =>
      `The database server has no role ${role} that this app may take on; requests run as it, so that access rules bind them.`,
    fix: ({ role }) =>
      `run ./scalr up, which makes it; elsewhere, as administrator: create role ${role} nologin; grant it to the role in DATABASE_URL`,
  },
  databaseNotDeclared: {
    code: 'DATABASE_NOT_DECLARED',
    title: 'App without database',
    kind: 'user',
    message: () => 'This app uses a database but has none.',
    fix: () => 'add "database: {}" to app.manifest.yml and a backend/migrations folder',
  },
});
