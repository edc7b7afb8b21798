import type { AppPlan, Plan } from '@scalr/plan';
import {
  DEFAULT_GATEWAY_LIMITS,
  type FrontendSource,
  type GatewayConfig,
  type GatewayRoute,
  type Upstream,
} from '@scalr/ports';
import { type Layout, socketOf } from './layout.ts';

/** Facts of the moment that a plan cannot know. */
export interface Moment {
  /** Names of the processes that serve right now. */
  readonly awake: ReadonlySet<string>;
  /** Production: folder of the built frontend, by slug. */
  readonly builds: ReadonlyMap<string, string>;
}

/** Ways in which a password or a code can be guessed; per client address and minute. */
const GUESSABLE = { paths: ['/authorize', '/token', '/sign-in/'], perMinute: 600 };

/** A Vite host is dear to start and holds its page's connection open; it sleeps later than a backend. */
const FRONTENDS_SLEEP_AFTER_SECONDS = 1_800;

/** What the gateway is told. Pure. */
export function renderGateway(plan: Plan, layout: Layout, moment: Moment): GatewayConfig {
  return {
    mode: plan.mode,
    listen: {
      port: plan.origin.port,
      tls:
        plan.origin.scheme === 'https'
          ? { folder: layout.keys, redirectFromPort: plan.origin.port === 443 ? 80 : null }
          : null,
    },
    limits: DEFAULT_GATEWAY_LIMITS,
    upstreams: plan.processes.flatMap((process) => renderUpstream(process.name, plan, layout, moment)),
    routes: plan.routes.map((route): GatewayRoute => {
      const app = plan.apps.find(({ slug }) => slug === route.slug);
      const hasBackend = app === undefined || app.manifest.backend !== 'none';
      return {
        host: route.host,
        formerHosts: route.formerHosts,
        slug: route.slug,
        name: app?.manifest.name ?? 'Sign-in',
        backend: hasBackend ? route.slug : null,
        backendPaths: route.backendPaths,
        frontend: renderFrontend(app, plan, moment),
        appConfig: route.appConfig,
        contentSecurityPolicy: route.contentSecurityPolicy,
        rateLimit: app === undefined ? GUESSABLE : null,
      };
    }),
  };
}

function renderUpstream(name: string, plan: Plan, layout: Layout, { awake }: Moment): Upstream[] {
  const { kind } = plan.processes.find((process) => process.name === name) as Plan['processes'][number];
  if (kind !== 'identity' && kind !== 'frontend' && kind !== 'backend') return [];
  const sleepAfter = plan.sleepAfterSeconds === 0 ? null : plan.sleepAfterSeconds;
  const idleAfterSeconds = {
    identity: null,
    frontend: sleepAfter && FRONTENDS_SLEEP_AFTER_SECONDS,
    backend: sleepAfter,
  }[kind];
  return [{ name, address: { socket: socketOf(layout, name) }, awake: awake.has(name), idleAfterSeconds }];
}

function renderFrontend(app: AppPlan | undefined, plan: Plan, { builds }: Moment): FrontendSource {
  if (app === undefined || app.frontend === null) return { kind: 'none' };
  const isSite = app.frontend === 'site';
  if (plan.mode === 'edit') return isSite ? { kind: 'edited-site' } : { kind: 'proxy', upstream: 'frontends' };
  const folder = builds.get(app.slug);
  return folder === undefined ? { kind: 'none' } : { kind: isSite ? 'site' : 'assets', folder };
}
