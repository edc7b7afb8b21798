import { catalogue } from '@scalr/errors';

/** Every refusal of the resource server side. The message is shown to whoever sent the request. */
export const authErrors = catalogue({
  missing: {
    code: 'AUTH_TOKEN_MISSING',
    title: 'No access token',
    kind: 'user',
    message: () => 'This needs a signed-in person, and the request carries no access token.',
    fix: () => 'sign in, then send the access token as "Authorization: Bearer <token>"',
  },
  ambiguous: {
    code: 'AUTH_TOKEN_AMBIGUOUS',
    title: 'More than one access token',
    kind: 'user',
    message: () => 'The request carries more than one Authorization value, so it is not clear who asks.',
    fix: () => 'send exactly one Authorization header with exactly one token',
  },
  invalid: {
    code: 'AUTH_TOKEN_INVALID',
    title: 'Access token refused',
    kind: 'user',
    message: ({ reason }: { reason: string }) => `The access token is not accepted: ${reason}.`,
    fix: () => 'sign in again to get a fresh access token for this app',
  },
  ended: {
    code: 'AUTH_SESSION_ENDED',
    title: 'Session ended',
    kind: 'user',
    message: () => 'This session was ended by a sign-out.',
    fix: () => 'sign in again',
  },
  forbidden: {
    code: 'AUTH_GROUP_MISSING',
    title: 'Group missing',
    kind: 'user',
    message: ({ groups }: { groups: readonly string[] }) =>
      `This needs membership of ${groups.map((group) => `"${group}"`).join(' and ')}.`,
    fix: () => 'ask an administrator for membership of the group',
  },
  caller: {
    code: 'AUTH_CALLER_REFUSED',
    title: 'App may not call this one',
    kind: 'user',
    message: ({ slug }: { slug: string }) => `The app "${slug}" may not call this one.`,
    fix: () => 'list this app under "calls" in the manifest of the calling app',
  },
  person: {
    code: 'AUTH_PERSON_NEEDED',
    title: 'Person needed',
    kind: 'user',
    message: ({ slug }: { slug: string }) => `This is for people, and the app "${slug}" asks for itself.`,
    fix: ({ slug }) => `call it as: 'user', or let ${slug} in: access: { apps: ['${slug}'] }`,
  },
  app: {
    code: 'AUTH_APP_NEEDED',
    title: 'For apps only',
    kind: 'user',
    message: () => 'This is for other apps, not for people.',
    fix: () => "call it from an app that it names, as: 'self'",
  },
  unavailable: {
    code: 'AUTH_PROVIDER_UNAVAILABLE',
    title: 'Identity provider out of reach',
    kind: 'retryable',
    message: () => 'The keys of the identity provider cannot be fetched right now, so the token cannot be checked.',
    fix: () => 'try again in a few seconds; if it stays, see whether the identity provider runs',
  },
  logout: {
    code: 'AUTH_LOGOUT_TOKEN_INVALID',
    title: 'Logout token refused',
    kind: 'user',
    message: ({ reason }: { reason: string }) => `The logout token is not accepted: ${reason}.`,
    fix: () => 'only the identity provider of this app may call this address',
  },
});

/** What stands in the way of a call to another app. */
export const callErrors = catalogue({
  notDeclared: {
    code: 'CALL_NOT_DECLARED',
    title: 'Call to an app that is not listed',
    kind: 'user',
    message: ({ slug }: { slug: string }) =>
      `This app may not call "${slug}": its manifest does not list it, or there is no such app with a sign-in.`,
    fix: ({ slug }) => `add ${slug} to "calls" in app.manifest.yml`,
  },
  pathInvalid: {
    code: 'CALL_PATH_INVALID',
    title: 'Call to an address that is no path',
    kind: 'user',
    message: ({ slug, path }: { slug: string; path: string }) =>
      `"${path}" is no path of "${slug}": it has to begin with one "/" and must not climb with "..".`,
    fix: () => 'write a path such as /api/invoices, and put what people typed through encodeURIComponent()',
  },
  personMissing: {
    code: 'CALL_WITHOUT_PERSON',
    title: 'Call for a person outside of a request',
    kind: 'user',
    message: ({ slug }: { slug: string }) =>
      `The call to "${slug}" is for a person, and there is no request of a person that it belongs to.`,
    fix: () => "give the request that is being answered, or call as: 'self'",
  },
  clientRefused: {
    code: 'CALL_CLIENT_REFUSED',
    title: 'The app is not known to the identity provider',
    kind: 'environment',
    message: ({ slug, error }: { slug: string; error: string }) =>
      `The identity provider gives no token for calls to "${slug}" (${error}).`,
    fix: () => 'run ./scalr up, which tells the provider what the manifests say now',
  },
  forbidden: {
    code: 'CALL_FORBIDDEN',
    title: 'The person may not open the other app',
    kind: 'user',
    message: ({ slug }: { slug: string }) => `This needs "${slug}", which you may not open.`,
    fix: ({ slug }) => `ask an administrator for the groups that "${slug}" needs`,
  },
  unreachable: {
    code: 'CALL_UNREACHABLE',
    title: 'The other app does not answer',
    kind: 'retryable',
    message: ({ slug, reason }: { slug: string; reason: string }) => `"${slug}" does not answer: ${reason}.`,
    fix: ({ slug }) => `try again in a few seconds; if it stays, look at ./scalr ps and ./scalr logs ${slug}`,
  },
});
