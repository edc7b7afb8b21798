import { databaseName } from '@scalr/manifest';
import { planErrors } from './errors.ts';
import type { Database, DiscoveredApp, Settings } from './plan.ts';

/** Owner of the identity provider's own database. */
export const IDENTITY_OWNER = 'auth';

/** Key of a database password in `.env.shared`: `DB_PASSWORD_MY_APP` for `my-app`. */
export function databasePasswordKey(owner: string): string {
  return `DB_PASSWORD_${owner.toUpperCase().replaceAll('-', '_')}`;
}

/** Who needs a database: the identity provider and every app that asks for one, archived ones too. Sorted. */
export function databaseOwners(apps: readonly DiscoveredApp[]): readonly string[] {
  const slugs = apps.filter(({ manifest }) => manifest.database !== undefined).map(({ manifest }) => manifest.slug);
  return [IDENTITY_OWNER, ...slugs].sort();
}

export function planDatabases(apps: readonly DiscoveredApp[], passwords: Settings['databasePasswords']): Database[] {
  const database = (owner: string, name: string): Database => {
    const password = Object.hasOwn(passwords, owner) ? passwords[owner] : undefined;
    if (!password) throw planErrors.error('passwordMissing', { key: databasePasswordKey(owner), owner });
    return { name, role: name, password, owner };
  };
  const databases = [database(IDENTITY_OWNER, IDENTITY_OWNER)];
  for (const { manifest } of apps) {
    const name = databaseName(manifest);
    if (name !== undefined) databases.push(database(manifest.slug, name));
  }
  return databases.sort((a, b) => (a.name < b.name ? -1 : 1));
}
