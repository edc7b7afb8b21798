import { IDENTITY_OWNER, type Plan, type Route } from '@scalr/plan';
import { headerLabels, policyLabels } from './headers.ts';
import { type EntryPoint, type Labels, middlewareLabels, routerLabels, serviceLabels } from './label-set.ts';
import { edgeNames } from './names.ts';
import { PRIORITIES } from './priorities.ts';
import { redirectLabels } from './redirects.ts';
import { guardedRule, hostRule, pathsRule } from './rules.ts';

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
  const isAll = half === 'frontend' || !route.hasFrontend;
  return {
    'traefik.enable': 'true',
    // What has stopped keeps its paths, so that these do not become paths of the page.
    'traefik.docker.allownonrunning': 'true',
    ...serviceLabels(edgeNames(route)[half], port),
    ...(half === 'frontend' ? pageLabels(plan, route) : backendLabels(plan, route)),
    ...(isAll ? redirectLabels(plan, route) : {}),
  };
}

const entryPointOf = ({ origin }: Plan): EntryPoint => (origin.scheme === 'https' ? 'websecure' : 'web');

function pageLabels(plan: Plan, route: Route): Labels {
  const names = edgeNames(route);
  return {
    ...routerLabels(names.page, {
      rule: hostRule([route.host]),
      priority: PRIORITIES.page,
      entryPoint: entryPointOf(plan),
      service: names.frontend,
      middlewares: [names.headers],
    }),
    ...headerLabels(names.headers, plan.origin.scheme === 'https'),
  };
}

function backendLabels(plan: Plan, route: Route): Labels {
  const names = edgeNames(route);
  const isIdentity = route.slug === IDENTITY_OWNER;
  const options = { entryPoint: entryPointOf(plan), service: names.backend } as const;
  const middlewares = [
    names.headers,
    ...(isIdentity ? [] : [names.answers]),
    ...(route.hasFrontend ? [names.away] : []),
    names.body,
  ];
  const router = route.hasFrontend
    ? { ...options, rule: pathsRule(route.host, route.backendPaths), priority: PRIORITIES.api, middlewares }
    : { ...options, rule: hostRule([route.host]), priority: PRIORITIES.page, middlewares };
  return {
    ...routerLabels(route.hasFrontend ? names.api : names.page, router),
    ...headerLabels(names.headers, plan.origin.scheme === 'https'),
    ...(isIdentity ? {} : policyLabels(names.answers, route)),
    ...(route.hasFrontend ? awayLabels(names.away, names.frontend) : {}),
    ...bodyLabels(names.body),
    ...(isIdentity ? guardLabels(plan, route, { ...options, middlewares }) : {}),
  };
}

type Passage = Pick<Parameters<typeof routerLabels>[1], 'entryPoint' | 'service' | 'middlewares'>;

function guardLabels(plan: Plan, route: Route, passage: Passage): Labels {
  const names = edgeNames(route);
  const [headers = '', ...rest] = passage.middlewares;
  return {
    ...routerLabels(names.guarded, {
      ...passage,
      rule: guardedRule(route, plan.provider),
      priority: PRIORITIES.guarded,
      middlewares: [headers, names.limit, ...rest],
    }),
    ...middlewareLabels(names.limit, {
      'ratelimit.average': String(GUESSES_PER_MINUTE),
      'ratelimit.burst': String(GUESSES_PER_MINUTE),
      'ratelimit.period': '1m',
      'ratelimit.sourcecriterion.ipstrategy.depth': '0',
      'ratelimit.sourcecriterion.ipstrategy.ipv6subnet': '64',
    }),
  };
}

/** Where no backend answers, the page's server does: infra/container/nginx.conf. It is told nothing of the request. */
function awayLabels(name: string, frontend: string): Labels {
  return middlewareLabels(name, {
    'errors.status': '502,503,504',
    'errors.service': frontend,
    'errors.query': '/away/{status}',
    'errors.errorrequestheaders': 'Accept',
  });
}

/** A request is read whole before it goes on, or it could not be refused by 413; an answer is not, it may be a stream. */
function bodyLabels(name: string): Labels {
  return middlewareLabels(name, {
    'buffering.maxrequestbodybytes': String(BODY_LIMIT),
    'buffering.disableresponsebuffer': 'true',
  });
}
