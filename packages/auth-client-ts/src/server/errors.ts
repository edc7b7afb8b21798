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
