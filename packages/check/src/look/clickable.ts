import type { Locator, Page } from 'playwright-core';

const ROLES = ['button', 'link', 'menuitem', 'tab', 'option', 'checkbox', 'switch', 'row'] as const;

/** The first thing to press that is called so, or whose name has it in it. */
export function clickable(scope: Page | Locator, name: string, exact = false): Locator {
  const [first, ...rest] = ROLES.map((role) => scope.getByRole(role, { name, exact }));
  return rest
    .reduce((all, one) => all.or(one), first!)
    .filter({ visible: true })
    .first();
}
