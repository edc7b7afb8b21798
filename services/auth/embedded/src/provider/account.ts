import type { OidcClient } from '@scalr/plan';
import type { User } from '@scalr/ports';
import type { Account, AccountClaims } from 'oidc-provider';

/** What oidc-provider carries through a request, with the person it was made from. */
export interface PersonAccount extends Account {
  readonly user: User;
}

/** People for tests may open every app, as its least member would: they are in what it requires and in their own. */
function groupsOf(user: User, client: OidcClient): readonly string[] {
  return user.isTest ? [...new Set([...client.requiredGroups, ...user.groups])] : user.groups;
}

/** Only the groups the app's manifest names: an app learns nothing about the rest of a person's life. */
export function visibleGroups(user: User, client: OidcClient): string[] {
  const visible = new Set(client.visibleGroups);
  return groupsOf(user, client).filter((group) => visible.has(group));
}

export function missingGroups(user: User, client: OidcClient): string[] {
  const groups = groupsOf(user, client);
  return client.requiredGroups.filter((group) => !groups.includes(group));
}

/** Claims of the person for this app; oidc-provider picks those that the granted scopes allow. */
function personClaims(user: User, client: OidcClient): AccountClaims {
  return {
    sub: user.id,
    name: user.name,
    preferred_username: user.username,
    email: user.email,
    groups: visibleGroups(user, client),
  };
}

export function toAccount(user: User, client: OidcClient): PersonAccount {
  return { accountId: user.id, user, claims: () => personClaims(user, client) };
}

export const userOf = (account: Account | undefined): User | undefined => (account as PersonAccount | undefined)?.user;
