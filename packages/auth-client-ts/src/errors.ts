/**
 * Everything that can go wrong between a browser and its identity provider, in words for the person in front of it:
 * permanent code, what and why, what helps. A table of texts and no more, because every app's first view carries it.
 */
export const SIGN_IN_ERRORS = {
  config: ['AUTH_CONFIG_UNAVAILABLE', 'This app did not say how to sign in.', 'check your connection and try again'],
  unreachable: [
    'AUTH_UNREACHABLE',
    'The sign-in service cannot be reached right now.',
    'check your connection and try again',
  ],
  insecure: [
    'AUTH_INSECURE_CONTEXT',
    'Your browser does not allow a safe sign-in at this address.',
    'open the app by its https or .localhost address',
  ],
  refused: [
    'AUTH_REFUSED',
    'The sign-in service said no: ',
    'ask an administrator for access, or sign in as somebody else',
  ],
  invalid: [
    'AUTH_RESPONSE_INVALID',
    'The answer of the sign-in service does not fit.',
    'try again; if it stays, tell an administrator',
  ],
  loop: [
    'AUTH_LOOP',
    'Signing in failed three times within a minute, so it was stopped.',
    'try again; if it stays, tell an administrator',
  ],
  signedOut: ['AUTH_SIGNED_OUT', 'Nobody is signed in here any more.', 'sign in again'],
} as const;

/** An error of signing in or out that a person can act on. */
export class SignInError extends Error {
  /** Permanent, upper snake case. */
  readonly code: (typeof SIGN_IN_ERRORS)[keyof typeof SIGN_IN_ERRORS][0];
  /** What helps. */
  readonly fix: string;

  /** `reason` is what the provider said, where it said something. */
  constructor(name: keyof typeof SIGN_IN_ERRORS, cause?: unknown, reason = '') {
    const [code, message, fix] = SIGN_IN_ERRORS[name];
    super(message + reason, { cause });
    this.code = code;
    this.fix = fix;
  }
}

/** Anything thrown, as an error to show: itself, or `otherwise`. */
export function asSignInError(cause: unknown, otherwise: keyof typeof SIGN_IN_ERRORS): SignInError {
  return cause instanceof SignInError ? cause : new SignInError(otherwise, cause);
}
