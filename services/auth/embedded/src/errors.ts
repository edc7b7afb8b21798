import { catalogue } from '@scalr/errors';

/** Every error of the identity service a person can meet. */
export const errors = catalogue({
  settingInvalid: {
    code: 'AUTH_SETTING_INVALID',
    title: 'A setting of the identity service is missing or malformed',
    kind: 'environment',
    message: ({ name, expected }: { name: string; expected: string }) => `Environment variable ${name}: ${expected}.`,
    fix: ({ name }) => `set ${name} and start again; ./scalr up sets all of them`,
  },
  keyFileLost: {
    code: 'AUTH_KEY_FILE_LOST',
    title: 'A signing key is known but its file is gone',
    kind: 'environment',
    message: ({ file }: { file: string; reset: string }) =>
      `The signing key file ${file} is missing although tokens were signed with it. A silently made new key would sign everybody out.`,
    fix: ({ file, reset }) =>
      `restore ${file} from a backup; or, to accept that everybody signs in again: touch ${reset}`,
  },
  keyFileCorrupt: {
    code: 'AUTH_KEY_FILE_CORRUPT',
    title: 'A signing key file is not readable as its key',
    kind: 'environment',
    message: ({ file, reason }: { file: string; reason: string; reset: string }) =>
      `The signing key file ${file} can't be used: ${reason}.`,
    fix: ({ file, reset }) =>
      `restore ${file} from a backup; or, to accept that everybody signs in again: touch ${reset}`,
  },
  addressTaken: {
    code: 'AUTH_ADDRESS_TAKEN',
    title: 'Another process listens where the identity service should',
    kind: 'environment',
    message: ({ address, reason }: { address: string; reason: string }) => `Can't listen on ${address}: ${reason}.`,
    fix: () => 'run ./scalr down, then ./scalr up',
  },
  databaseAway: {
    code: 'AUTH_DATABASE_AWAY',
    title: 'The identity service has no database',
    kind: 'retryable',
    message: () => "The identity service can't reach its database at the moment.",
    fix: () => 'try again in a moment; ./scalr ps shows whether postgres is running',
  },
  requestInvalid: {
    code: 'AUTH_REQUEST_INVALID',
    title: 'A request to the admin API has the wrong shape',
    kind: 'user',
    message: ({ what, expected }: { what: string; expected: string }) => `${what}: ${expected}.`,
    fix: ({ what }) => `correct ${what} and send it again`,
  },
  routeUnknown: {
    code: 'AUTH_ROUTE_UNKNOWN',
    title: 'The admin API has no such route',
    kind: 'user',
    message: ({ method, path }: { method: string; path: string }) => `There is no ${method} ${path}.`,
    fix: () => 'run the CLI and the platform from the same version: ./scalr restart auth',
  },
  userUnknown: {
    code: 'AUTH_USER_UNKNOWN',
    title: 'No such person',
    kind: 'user',
    message: ({ username }: { username: string }) => `There is nobody with the username "${username}".`,
    fix: () => './scalr user list shows everybody',
  },
  userExists: {
    code: 'AUTH_USER_EXISTS',
    title: 'The username is taken',
    kind: 'user',
    message: ({ username }: { username: string }) => `The username "${username}" is already taken.`,
    fix: ({ username }) => `choose another username than ${username}; ./scalr user list shows everybody`,
  },
  usersExist: {
    code: 'AUTH_USERS_EXIST',
    title: 'The first administrator was already made',
    kind: 'user',
    message: () => 'The first administrator is only made where there is nobody yet.',
    fix: () => 'sign in as an administrator, or set a new password: ./scalr user password <username>',
  },
  lastAdministrator: {
    code: 'AUTH_LAST_ADMINISTRATOR',
    title: 'The last administrator must stay',
    kind: 'user',
    message: ({ username }: { username: string }) =>
      `"${username}" is the last person in the group "admins" who can sign in.`,
    fix: () => 'give somebody else the group first: ./scalr group add admins <username>',
  },
  passwordRefused: {
    code: 'AUTH_PASSWORD_REFUSED',
    title: 'The password is too easy or has the wrong length',
    kind: 'user',
    message: ({ reason }: { reason: string }) => reason,
    fix: () => 'choose a password of 12 to 256 characters that is not a common one, such as four random words',
  },
  groupProtected: {
    code: 'AUTH_GROUP_PROTECTED',
    title: 'The group belongs to the platform',
    kind: 'user',
    message: ({ name }: { name: string }) => `The group "${name}" belongs to the platform and can't be removed.`,
    fix: () => 'take people out of it instead: ./scalr group remove admins <username>',
  },
  groupUnknown: {
    code: 'AUTH_GROUP_UNKNOWN',
    title: 'No such group',
    kind: 'user',
    message: ({ name }: { name: string }) => `There is no group "${name}".`,
    fix: () => './scalr group list shows all groups',
  },
  clientUnknown: {
    code: 'AUTH_CLIENT_UNKNOWN',
    title: 'No such app at the identity service',
    kind: 'user',
    message: ({ clientId }: { clientId: string }) => `The identity service knows no app "${clientId}".`,
    fix: () => './scalr ps shows the apps; ./scalr validate tells what is wrong with a missing one',
  },
  testTokensOff: {
    code: 'AUTH_TEST_TOKENS_OFF',
    title: 'Tokens without a sign-in are switched off',
    kind: 'user',
    message: () => 'Tokens without a sign-in are for tests only and switched off here.',
    fix: () => 'start the platform in edit mode: ./scalr up',
  },
});
