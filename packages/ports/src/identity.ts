import type { Problem } from '@scalr/errors';
import type { OidcClient } from '@scalr/plan';

export interface User {
  /** Stable subject identifier (`sub`), a UUID. */
  readonly id: string;
  /** Lower case, unique. */
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly disabled: boolean;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** Made for trying and testing apps; nobody of theirs is there in production. */
  readonly isTest: boolean;
}

export interface NewUser {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly password: string;
}

/** What is left out stays. A new password or `disabled` ends every session of the person. */
export interface UserChange {
  readonly name?: string;
  readonly email?: string;
  readonly password?: string;
  readonly disabled?: boolean;
  readonly addGroups?: readonly string[];
  readonly removeGroups?: readonly string[];
}

export interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface FirstSignIn {
  readonly username: string;
  readonly password: string;
}

/** Administration of an identity provider. Failures are ScalrErrors with the provider's own codes. */
export interface Identity {
  /** Makes the provider know exactly these clients. Sessions of the others go on. */
  syncClients(clients: readonly OidcClient[]): Promise<void>;
  /** Creates the first administrator where there is nobody yet; null: somebody exists. The password is told this once. */
  bootstrap(): Promise<FirstSignIn | null>;
  listUsers(): Promise<readonly User[]>;
  addUser(user: NewUser): Promise<User>;
  changeUser(username: string, change: UserChange): Promise<User>;
  removeUser(username: string): Promise<void>;
  readonly groups: GroupDirectory;
  /** Publishes a new signing key; it signs later, when every verifier can know it. Tokens of the old one stay good. */
  rotateKeys(): Promise<KeyRotation>;
  /**
   * What the provider knows otherwise than these clients say, worst first; {@link syncClients} mends it. Absent where it
   * cannot differ.
   */
  drift?(clients: readonly OidcClient[]): Promise<readonly { readonly slug: string; readonly problem: Problem }[]>;
  /** Absent in production: what tests and scripts need to act as somebody. */
  readonly tokens?: TokenDesk;
}

export interface KeyRotation {
  /** Key ID (RFC 7517 §4.5) of the new key. */
  readonly kid: string;
  /** ISO 8601 UTC. */
  readonly signsAt: string;
  /** ISO 8601 UTC: until then tokens of the former key are accepted. */
  readonly previousVerifiesUntil: string;
}

export interface GroupDirectory {
  list(): Promise<readonly Group[]>;
  create(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface TokenDesk {
  issue(clientId: string, username: string): Promise<IssuedToken>;
  /** An address that signs one browser in as somebody, once and within a minute, and leads on to `returnTo`. */
  signInLink(username: string, returnTo: string): Promise<string>;
}
