import { catalogue } from '@scalr/errors';

/** Everything that can go wrong between a browser and its identity provider, in words for the person in front of it. */
export const signInErrors = catalogue({
  config: {
    code: 'AUTH_CONFIG_UNAVAILABLE',
    title: 'App not reachable',
    kind: 'retryable',
    message: () => 'This app could not be loaded completely, because it did not say how to sign in.',
    fix: () => 'check your connection and try again',
  },
  unreachable: {
    code: 'AUTH_UNREACHABLE',
    title: 'Sign-in not reachable',
    kind: 'retryable',
    message: () => 'The sign-in service cannot be reached right now.',
    fix: () => 'check your connection and try again',
  },
  insecure: {
    code: 'AUTH_INSECURE_CONTEXT',
    title: 'Insecure address',
    kind: 'environment',
    message: () => 'Your browser does not allow a safe sign-in at this address.',
    fix: () => 'open the app by its https address, or by its .localhost address on this machine',
  },
  refused: {
    code: 'AUTH_REFUSED',
    title: 'Sign-in refused',
    kind: 'user',
    message: ({ reason }: { reason: string }) => `The sign-in service said no: ${reason}`,
    fix: () => 'sign in as somebody who may open this app, or ask an administrator for access',
  },
  invalid: {
    code: 'AUTH_RESPONSE_INVALID',
    title: 'Sign-in answer refused',
    kind: 'retryable',
    message: () => 'The answer of the sign-in service does not fit, so it was not accepted.',
    fix: () => 'try again; if it stays, tell an administrator',
  },
  loop: {
    code: 'AUTH_LOOP',
    title: 'Sign-in goes in circles',
    kind: 'retryable',
    message: () => 'Signing in did not work three times within a minute, so it was stopped.',
    fix: () => 'wait a moment and try again; if it stays, tell an administrator',
  },
  signedOut: {
    code: 'AUTH_SIGNED_OUT',
    title: 'Signed out',
    kind: 'user',
    message: () => 'Nobody is signed in here any more.',
    fix: () => 'sign in again',
  },
});
