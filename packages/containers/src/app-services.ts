import type { AppPlan, Plan, Route } from '@scalr/plan';
import type { ComposeMount, ComposeService } from './compose-file.ts';
import { edgeLabels } from './edge/labels.ts';
import { type Allowance, type BareService, harden } from './hardening.ts';
import { appImage, type Half } from './image.ts';
import { liveSources } from './live-sources.ts';
import { ownLabels } from './project.ts';
import type { RenderInput } from './render-input.ts';

/** An app, and where it is rendered. */
export interface AppPlace {
  readonly plan: Plan;
  readonly app: AppPlan;
  readonly route: Route;
  /** Of its project, relative to what is rendered. */
  readonly folder: string;
  readonly input: RenderInput;
}

/** Of both halves, in their containers. */
const PORT = 8080;

/** nginx has a process for each core, whatever share of them it may use. */
const ALLOWANCES: Readonly<Record<Plan['mode'], Readonly<Record<Half, Allowance>>>> = {
  production: {
    frontend: { memory: 128, cpus: 0.5, pids: 256, tmp: 16 },
    backend: { memory: 512, cpus: 1, pids: 256, tmp: 64 },
  },
  edit: {
    frontend: { memory: 1024, cpus: 1, pids: 256, tmp: 256 },
    backend: { memory: 768, cpus: 1, pids: 256, tmp: 64 },
  },
};

/** Its page: nginx, or Vite in `edit` mode. Its site: nginx. */
export function frontendService(place: AppPlace): ComposeService {
  const { plan, app, route } = place;
  return halfService(place, 'frontend', `${app.slug}.frontend`, {
    // nginx is made to be process 1; Node is not.
    init: servedBy(plan, app) === 'edit',
    environment: pageEnv(app, route),
    networks: edgeNetwork(app, 'frontend'),
  });
}

/** In which mode the server of its page is: a site's serves what was built in every mode. */
const servedBy = (plan: Plan, app: AppPlan): Plan['mode'] => (app.frontend === 'site' ? 'production' : plan.mode);

export interface BackendOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Names of its secrets. */
  readonly secrets: readonly string[];
  readonly mounts: readonly ComposeMount[];
  readonly hasDatabase: boolean;
}

/** What serves `/api/`. */
export function backendService(
  place: AppPlace,
  { environment, secrets, mounts, hasDatabase }: BackendOptions,
): ComposeService {
  const { app } = place;
  return halfService(place, 'backend', app.slug, {
    init: true,
    environment,
    ...(secrets.length === 0 ? {} : { secrets }),
    networks: { ...edgeNetwork(app, 'backend'), ...(hasDatabase ? { data: null } : {}) },
    volumes: mounts,
    ...(hasDatabase ? { depends_on: { db: { condition: 'service_healthy' } } } : {}),
  });
}

function halfService(place: AppPlace, half: Half, process: string, own: Omit<BareService, 'image'>): ComposeService {
  const { plan, app, route, folder, input } = place;
  return harden(
    {
      ...own,
      ...appImage(plan, app, half, folder, input),
      volumes: [...(own.volumes ?? []), ...liveSources(plan, app, half, folder, input)],
      labels: { ...ownLabels(process, input.workspaceId), ...edgeLabels(plan, route, half, PORT) },
    },
    ALLOWANCES[half === 'frontend' ? servedBy(plan, app) : plan.mode][half],
  );
}

const edgeNetwork = ({ slug }: AppPlan, half: Half) => ({ edge: { aliases: [`${slug}-${half}`] } });

/** What a page is told that is not known when it is built: infra/container/page-facts.ts. */
function pageEnv({ url }: AppPlan, { appConfig }: Route): Record<string, string> {
  if (appConfig === null) return { PUBLIC_URL: url };
  const { issuer, provider, clientId, audience, portalUrl } = appConfig;
  return {
    ...{ PUBLIC_URL: url, PORTAL_URL: portalUrl, OIDC_ISSUER: issuer, OIDC_PROVIDER: provider },
    ...{ OIDC_CLIENT_ID: clientId, OIDC_AUDIENCE: audience },
  };
}
