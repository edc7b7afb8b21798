import type { Plan, Route } from '@scalr/plan';
import { uncachedLabels } from './headers.ts';
import { type Labels, middlewareLabels, NO_SERVICE, routerLabels } from './label-set.ts';
import { edgeNames } from './names.ts';
import { PRIORITIES } from './priorities.ts';
import { hostRule } from './rules.ts';

/**
 * Whoever comes to a host that this one had before, or without encryption where there is some, is sent on to the same
 * page here. Traefik says so by 308, and by 301 to GET and HEAD. No cache remembers it: a name can be given back.
 */
export function redirectLabels(plan: Plan, route: Route): Labels {
  const names = edgeNames(route);
  const isEncrypted = plan.origin.scheme === 'https';
  const options = { service: NO_SERVICE, middlewares: [names.uncached, names.redirect] };
  const former = { ...options, rule: hostRule(route.formerHosts), priority: PRIORITIES.moved };
  const isMoved = route.formerHosts.length > 0;
  if (!isEncrypted && !isMoved) return {};
  return {
    ...(isEncrypted
      ? routerLabels(names.redirect, {
          ...options,
          rule: hostRule([route.host, ...route.formerHosts]),
          priority: PRIORITIES.moved,
          entryPoint: 'web',
        })
      : {}),
    ...(isMoved ? routerLabels(names.moved, { ...former, entryPoint: isEncrypted ? 'websecure' : 'web' }) : {}),
    ...uncachedLabels(names.uncached),
    ...middlewareLabels(names.redirect, {
      'redirectregex.regex': '^https?://[^/?#]+(.*)$',
      'redirectregex.replacement': `${addressOf(plan, route)}\${1}`,
      'redirectregex.permanent': 'true',
    }),
  };
}

/** `https://hello.example.com`, no trailing slash. */
function addressOf({ apps, issuer }: Plan, { slug }: Route): string {
  return apps.find((app) => app.slug === slug)?.url ?? new URL(issuer).origin;
}
