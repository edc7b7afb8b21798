/** The person a verified access token speaks for; or the app, where one calls for itself. */
export interface User {
  /** `app`: another app that calls for itself; it has neither name nor groups, and only routes that name it let it in. */
  readonly kind: 'person' | 'app';
  /** Slug of the app that calls, for itself or for the person. Null: the person's own browser. */
  readonly caller: string | null;
  /** `<issuer>#<subject>`: the one stable identity (OpenID Connect Core §5.7). Never use the e-mail address as one. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** Session at the provider, where it tells. */
  readonly sessionId: string | null;
  readonly clientId: string;
}

/** A verified token: the person, and what has to be looked at again at every use. Times in seconds since 1970. */
export interface VerifiedToken {
  readonly user: User;
  readonly audience: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly keyId: string | undefined;
}
