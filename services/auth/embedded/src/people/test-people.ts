/**
 * People for trying and testing apps, outside production only: two members who must not see each other's rows, and one
 * who manages. They have no password; `POST /sign-in-links` and `POST /tokens` of the admin API speak for them.
 */
export const TEST_PEOPLE = [
  { username: 'member', name: 'Mia Member', groups: [] },
  { username: 'other', name: 'Otto Other', groups: [] },
  { username: 'manager', name: 'Mara Manager', groups: ['managers'] },
] as const;

/** Where made-up addresses end: the platform's own domain. */
export function emailDomain(portalUrl: string): string {
  return new URL(portalUrl).hostname.split('.').slice(1).join('.') || 'localhost';
}

/** Stands for a password hash, and is the hash of nothing. */
export const NO_PASSWORD = '!';
