import { HUB_SLUG, IDENTITY_OWNER, type Plan, type Route } from '@scalr/plan';
import { headerLabels, policyLabels } from './headers.ts';
import {
  type EntryPoint,
  type Labels,
  middlewareLabels,
  type RouterOptions,
  routerLabels,
  serviceLabels,
} from './label-set.ts';
import { edgeNames } from './names.ts';
import { PRIORITIES } from './priorities.ts';
import { redirectLabels } from './redirects.ts';
import { guardedRule, hostRule, pathsRule, writeRule } from './rules.ts';

/** Bytes that a request may bring. */
const BODY_LIMIT = 10 * 1024 * 1024;
/** As many at once, and then one for each of their share of the minute; by address, and by /64 of IPv6. */
const GUESSES_PER_MINUTE = 600;

/**
 * What the edge is told of one container: its routers, its service and what happens on the way. The half that has the
 * page (or, without one, the backend) also says where whoever comes to a former host is sent.
 * @param half which of the paths of the route it serves
 * @param port it listens on
 */
export function edgeLabels(plan: Plan, route: Route, half: 'frontend' | 'backend', port: number): Labels {
  const isAll = half === 'frontend' || route.frontend === null;
  return {
    'traefik.enable': 'true',
    ...serviceLabels(edgeNames(route)[half], port),
    ...(half === 'frontend' ? pageLabels(plan, route) : backendLabels(plan, route)),
    ...(isAll ? redirectLabels(plan, route) : {}),
  };
}

const entryPointOf = ({ origin }: Plan): EntryPoint => (origin.scheme === 'https' ? 'websecure' : 'web');

function pageLabels(plan: Plan, route: Route): Labels {
  const names = edgeNames(route);
  const passage = { entryPoint: entryPointOf(plan), service: names.frontend };
  return {
    ...routerLabels(names.page, {
      ...passage,
      rule: hostRule([route.host]),
      priority: PRIORITIES.page,
      middlewares: [names.headers],
    }),
    ...goneLabels(plan, route, { ...passage, middlewares: [names.headers, names.gone] }),
    ...headerLabels(names.headers, plan.origin.scheme === 'https'),
  };
}

/**
 * The edge forgets the paths of a container that is not well. The page's server answers them then, by 503: those of the
 * app's backend, and on the hub all of the identity provider, which has no page of its own. Traefik's `allowEmptyServices`
 * is no help: with a port named it keeps a server without an address, which gets its share of the requests.
 */
function goneLabels(plan: Plan, route: Route, passage: Omit<RouterOptions, 'rule' | 'priority'>): Labels {
  const { gone } = edgeNames(route);
  const identity = plan.routes.find(({ slug }) => slug === IDENTITY_OWNER);
  const hasBackend = route.backendPaths.length > 0;
  const isHub = route.slug === HUB_SLUG && identity !== undefined;
  if (!hasBackend && !isHub) return {};
  return {
    ...(hasBackend
      ? routerLabels(gone, {
          ...passage,
          rule: pathsRule(route.host, route.backendPaths),
          priority: PRIORITIES.apiGone,
        })
      : {}),
    ...(isHub
      ? routerLabels(edgeNames(identity).gone, {
          ...passage,
          rule: hostRule([identity.host]),
          priority: PRIORITIES.gone,
        })
      : {}),
    ...middlewareLabels(gone, { 'replacepath.path': '/away/503' }),
  };
}

function backendLabels(plan: Plan, route: Route): Labels {
  const names = edgeNames(route);
  const passage = {
    entryPoint: entryPointOf(plan),
    service: names.backend,
    rule: route.frontend !== null ? pathsRule(route.host, route.backendPaths) : hostRule([route.host]),
    priority: route.frontend !== null ? PRIORITIES.api : PRIORITIES.page,
  } as const;
  const own = route.slug === IDENTITY_OWNER ? guardedLabels(plan, route, passage) : writtenLabels(route, passage);
  return { ...headerLabels(names.headers, plan.origin.scheme === 'https'), ...own };
}

type Passage = Omit<RouterOptions, 'middlewares'>;

/** The identity provider. It limits bodies itself, and says itself what its pages may do. */
function guardedLabels(plan: Plan, route: Route, passage: Passage): Labels {
  const { page, guarded, headers, limit } = edgeNames(route);
  return {
    ...routerLabels(page, { ...passage, middlewares: [headers] }),
    ...routerLabels(guarded, {
      ...passage,
      rule: guardedRule(route, plan.provider),
      priority: PRIORITIES.guarded,
      middlewares: [headers, limit],
    }),
    ...middlewareLabels(limit, {
      'ratelimit.average': String(GUESSES_PER_MINUTE),
      'ratelimit.burst': String(GUESSES_PER_MINUTE),
      'ratelimit.period': '1m',
      'ratelimit.sourcecriterion.ipstrategy.ipv6subnet': '64',
    }),
  };
}

/**
 * The backend of an app. The edge can refuse what is too large only by holding request and answer whole (`buffering`),
 * so it does that where something is brought: an answer to GET may be a stream.
 */
function writtenLabels(route: Route, passage: Passage): Labels {
  const names = edgeNames(route);
  const before = [names.headers, names.answers];
  const away = route.frontend !== null ? [names.away] : [];
  return {
    ...routerLabels(route.frontend !== null ? names.api : names.page, {
      ...passage,
      middlewares: [...before, ...away],
    }),
    ...routerLabels(names.write, {
      ...passage,
      rule: writeRule(passage.rule),
      priority: PRIORITIES.write,
      middlewares: [...before, names.body, ...away],
    }),
    ...policyLabels(names.answers, route),
    ...(route.frontend !== null ? awayLabels(names.away, names.frontend) : {}),
    ...middlewareLabels(names.body, { 'buffering.maxrequestbodybytes': String(BODY_LIMIT) }),
  };
}

/** Where a backend cannot be reached, the page's server answers: infra/container/page.conf. It is told nothing. */
function awayLabels(name: string, frontend: string): Labels {
  return middlewareLabels(name, {
    // Not 503: that is a backend's own, and says why.
    'errors.status': '502,504',
    'errors.service': frontend,
    'errors.query': '/away/{status}',
    'errors.errorrequestheaders': 'Accept',
  });
}
