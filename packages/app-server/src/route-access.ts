import type { RequireUserOptions } from '@scalr/auth-client/server';
import type { AccessRule } from './access-rules.ts';
import type { Access } from './routes.ts';

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== '');

/** Tells a declared access rule from a forgotten or mistyped one. */
export function isAccess(value: unknown): value is Access {
  if (value === 'public' || value === 'signed-in') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { groups, apps, people, ...unknown } = value as Record<string, unknown>;
  if (Object.keys(unknown).length > 0) return false;
  if (apps === undefined) return people === undefined && isNames(groups);
  const isPeople = people === undefined || people === 'signed-in' || isNames((people as { groups?: unknown })?.groups);
  return groups === undefined && isNames(apps) && isPeople;
}

/** What a rule asks of whoever sent the request. */
export function requirementOf(access: Exclude<Access, 'public'>): RequireUserOptions {
  if (access === 'signed-in') return {};
  if ('groups' in access) return { groups: access.groups };
  const { apps, people } = access;
  if (people === undefined) return { apps, people: false };
  return people === 'signed-in' ? { apps } : { apps, groups: people.groups };
}

/** For the API reference. */
export function accessNotes(access: Access): Record<string, readonly string[]> {
  if (access === 'public') return {};
  const { groups, apps } = requirementOf(access);
  return {
    ...(groups === undefined ? {} : { 'x-required-groups': groups }),
    ...(apps === undefined ? {} : { 'x-callers': apps }),
  };
}

/** A rule for rows as the API reference says it: `owner`, `shared`, `group:managers`, `public-read`, `anyone`. */
export function ruleNote(rule: AccessRule): string {
  return rule.kind === 'group' ? `group:${rule.group}` : rule.kind;
}
