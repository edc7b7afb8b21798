/** The signed-in person, from the ID token (OpenID Connect Core §5.1). */
export interface SignedInUser {
  readonly issuer: string;
  /** With the issuer: the one stable identity. The e-mail address is none. */
  readonly subject: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly email: string | null;
}

export function readUser(
  claims: { readonly iss: string; readonly sub: string } & Readonly<Record<string, unknown>>,
): SignedInUser {
  const text = (key: string) => (typeof claims[key] === 'string' ? claims[key] : null);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: text('name'),
    username: text('preferred_username'),
    email: text('email'),
  };
}
