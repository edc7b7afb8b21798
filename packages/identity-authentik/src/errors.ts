import { catalogue } from '@scalr/errors';

/** What can go wrong when Authentik is administered. */
export const errors = catalogue({
  away: {
    code: 'AUTHENTIK_AWAY',
    title: 'Authentik does not answer',
    kind: 'retryable',
    message: ({ address, reason }: { address: string; reason: string }) =>
      `Authentik does not answer at ${address}: ${reason}. Its first start takes some minutes.`,
    fix: () => './scalr logs auth shows how far it is; then ./scalr up',
  },
  tokenRefused: {
    code: 'AUTHENTIK_TOKEN_REFUSED',
    title: "Authentik refuses the platform's token",
    kind: 'environment',
    message: () =>
      "Authentik refuses the platform's API token: the blueprint that makes it was not applied yet, or it was made with another AUTHENTIK_API_TOKEN.",
    fix: () => './scalr restart auth, then ./scalr up; ./scalr logs auth.worker shows why a blueprint was not applied',
  },
  answerMalformed: {
    code: 'AUTHENTIK_ANSWER_MALFORMED',
    title: 'Authentik answered something else than expected',
    kind: 'environment',
    message: ({ request, reason }: { request: string; reason: string }) =>
      `Authentik answered ${request} with something this version does not understand: ${reason}.`,
    fix: () => 'run a release of Authentik from 2025.10 to 2026.8: the guide "Authentik" says how it is upgraded',
  },
  refused: {
    code: 'AUTHENTIK_REFUSED',
    title: 'Authentik refuses a value',
    kind: 'user',
    message: ({ request, reason }: { request: string; reason: string }) => `Authentik refuses ${request}: ${reason}.`,
    fix: () => 'correct what it names and try again',
  },
  blueprintFailed: {
    code: 'AUTHENTIK_BLUEPRINT_FAILED',
    title: 'Authentik could not apply what it was told of an app',
    kind: 'environment',
    message: ({ name, lines }: { name: string; lines: readonly string[] }) =>
      `Authentik did not apply the blueprint "${name}": ${lines.length === 0 ? 'it does not say why' : lines.join('; ')}.`,
    fix: () => 'mend what it names (an object of the same name that was made by hand, most often), then ./scalr up',
  },
  blueprintSlow: {
    code: 'AUTHENTIK_BLUEPRINT_WAITS',
    title: 'Nobody applies what Authentik was told of an app',
    kind: 'retryable',
    message: ({ name, seconds }: { name: string; seconds: number }) =>
      `Authentik did not apply the blueprint "${name}" within ${seconds} seconds: its worker is down or busy.`,
    fix: () => './scalr logs auth.worker; ./scalr restart auth.worker; then ./scalr up',
  },
  notPrepared: {
    code: 'AUTHENTIK_NOT_PREPARED',
    title: 'Authentik lacks what the platform laid down for it',
    kind: 'retryable',
    message: ({ missing }: { missing: string }) =>
      `Authentik has no ${missing}: the platform's own blueprint was not applied yet.`,
    fix: () => './scalr logs auth.worker shows why; then ./scalr up',
  },
  slugRefused: {
    code: 'AUTHENTIK_SLUG_REFUSED',
    title: 'Authentik keeps this slug for itself',
    kind: 'user',
    message: ({ slug, app }: { slug: string; app: string }) =>
      `The app "${app}" can't be called ${JSON.stringify(slug)} at Authentik: the path belongs to all apps, or has characters it refuses.`,
    fix: ({ app }) => `give ${app} another name there: auth.authentik_app_slug in its app.manifest.yml`,
  },
  clientMissing: {
    code: 'AUTHENTIK_APP_UNKNOWN',
    title: 'Authentik does not know an app',
    kind: 'environment',
    message: ({ slug }: { slug: string }) => `Authentik does not know the app "${slug}": nobody can sign in to it.`,
    fix: () => './scalr up',
  },
  clientFailed: {
    code: 'AUTHENTIK_APP_FAILED',
    title: 'What Authentik was told of an app was not applied',
    kind: 'environment',
    message: ({ slug, status }: { slug: string; status: string }) =>
      `What Authentik was last told of the app "${slug}" has the status "${status}".`,
    fix: () => './scalr up says why; ./scalr logs auth.worker',
  },
  clientOutdated: {
    code: 'AUTHENTIK_APP_OUTDATED',
    title: 'Authentik knows an app as it was before',
    kind: 'environment',
    message: ({ slug, what }: { slug: string; what: string }) =>
      `Authentik knows the app "${slug}" otherwise than its manifest says: ${what}.`,
    fix: () => './scalr up',
  },
  clientOpen: {
    code: 'AUTHENTIK_APP_OPEN',
    title: 'Authentik lets everybody into an app',
    kind: 'environment',
    message: ({ slug }: { slug: string }) =>
      `At Authentik nothing says who may open the app "${slug}": it gives a code to everybody. The app itself still refuses who lacks its groups.`,
    fix: () => './scalr up, at once',
  },
  userUnknown: {
    code: 'AUTHENTIK_USER_UNKNOWN',
    title: 'No such person at Authentik',
    kind: 'user',
    message: ({ username }: { username: string }) => `There is nobody with the username "${username}".`,
    fix: () => './scalr user list shows everybody',
  },
  userExists: {
    code: 'AUTHENTIK_USER_EXISTS',
    title: 'The username is taken at Authentik',
    kind: 'user',
    message: ({ username }: { username: string }) => `The username "${username}" is already taken.`,
    fix: ({ username }) => `choose another username than ${username}; ./scalr user list shows everybody`,
  },
  lastAdministrator: {
    code: 'AUTHENTIK_LAST_ADMINISTRATOR',
    title: 'The last administrator must stay',
    kind: 'user',
    message: ({ username }: { username: string }) =>
      `"${username}" is the last person in the group "admins" who can sign in.`,
    fix: () => 'give somebody else the group first: ./scalr group add admins <username>',
  },
  groupUnknown: {
    code: 'AUTHENTIK_GROUP_UNKNOWN',
    title: 'No such group at Authentik',
    kind: 'user',
    message: ({ name }: { name: string }) => `There is no group "${name}".`,
    fix: () => './scalr group list shows all groups',
  },
  groupProtected: {
    code: 'AUTHENTIK_GROUP_PROTECTED',
    title: 'The group belongs to the platform or to Authentik',
    kind: 'user',
    message: ({ name }: { name: string }) => `The group "${name}" is needed and can't be removed.`,
    fix: ({ name }) => `take people out of it instead: ./scalr group remove "${name}" <username>`,
  },
  keyUnusable: {
    code: 'AUTHENTIK_KEY_UNUSABLE',
    title: 'The key that signs the tokens of Authentik is gone or broken',
    kind: 'environment',
    message: ({ folder, reason }: { folder: string; reason: string }) =>
      `The signing key in ${folder} can't be used: ${reason}. A silently made new key would sign everybody out.`,
    fix: ({ folder }) =>
      `restore ${folder} from a backup; or, to accept that everybody signs in again, remove both .pem files in it`,
  },
  rotationUnsupported: {
    code: 'AUTHENTIK_ROTATION_UNSUPPORTED',
    title: 'Authentik publishes one signing key only',
    kind: 'user',
    message: () =>
      'Authentik publishes one signing key only, so a new one ends every token at once: it can not be rotated without that.',
    fix: () =>
      'after a leak put another key pair in place as the guide "Authentik" says; everybody signs in again then',
  },
});
