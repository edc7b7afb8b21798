import type { Manifest } from '@scalr/manifest';
import type { Persona } from '../../subject.ts';

/** Groups of those whom tests act as; see services/auth/embedded, test-people.ts. */
const GROUPS: Readonly<Record<Persona, readonly string[]>> = {
  member: [],
  other: [],
  manager: ['managers'],
  admin: ['admins'],
  anon: [],
};

/** In the order in which they are asked to do something. */
export const PEOPLE = ['member', 'other', 'manager', 'admin'] as const;

/** Whoever can use an app; where nobody signs in it is nobody. */
export function peopleOf({ auth }: { readonly auth: { readonly required: boolean } }): readonly Persona[] {
  return auth.required ? PEOPLE : ['anon'];
}

/** Whether somebody may open the app at all. */
export function mayOpen(required: readonly string[], persona: Persona): boolean {
  return required.every((group) => GROUPS[persona].includes(group));
}

/** Who looks at the pages: a member, unless the app is for others only. */
export function visitorOf(manifest: {
  readonly auth: Pick<Manifest['auth'], 'required' | 'required_groups'>;
}): Persona {
  return peopleOf(manifest).find((persona) => mayOpen(manifest.auth.required_groups, persona)) ?? 'admin';
}

/** Whether rules of a verb let somebody in. */
export function isLetIn(rules: readonly string[], persona: Persona, isOwner: boolean): boolean {
  return rules.some((rule) => {
    if (rule === 'public-read' || rule === 'anyone') return true;
    if (persona === 'anon') return false;
    if (rule === 'shared') return true;
    return rule === 'owner' ? isOwner : rule.startsWith('group:') && GROUPS[persona].includes(rule.slice(6));
  });
}
