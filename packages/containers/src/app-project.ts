import { fileSet, printJson } from '@scalr/fileset';
import { type AppPlan, type Database, HUB_SLUG, type Plan, type Route } from '@scalr/plan';
import { backendEnv } from './backend-env.ts';
import type { ComposeMount, ComposeService } from './compose-file.ts';
import { databaseSecret, databaseService, INIT_FOLDER } from './database-service.ts';
import { edgeLabels } from './edge/labels.ts';
import { type Allowance, harden } from './hardening.ts';
import { httpHealthcheck } from './http-healthcheck.ts';
import { appImage, type Half } from './image.ts';
import { liveSources } from './live-sources.ts';
import { type ContainerProject, ownLabels, PROJECT_NETWORKS } from './project.ts';
import type { RenderInput } from './render-input.ts';
import { projectSecrets } from './secret-files.ts';

const PORT = 8080;
const CATALOG_FOLDER = 'catalog';

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

/** One app: what there is of `frontend`, `backend` and `db`. */
export function appProject(plan: Plan, app: AppPlan, input: RenderInput): ContainerProject {
  const { slug, manifest } = app;
  const folder = `apps/${slug}`;
  const route = plan.routes.find((one) => one.slug === slug) as Route;
  const database = plan.databases.find(({ owner }) => owner === slug);
  const hasBackend = manifest.backend !== 'none';
  const isHub = hasBackend && slug === HUB_SLUG;
  const told = backendEnv(app);
  const secrets = projectSecrets([...(database === undefined ? [] : [databaseSecret(database)]), ...told.secrets]);
  const half = (name: Half, service: Parameters<typeof halfService>[4]) =>
    halfService(plan, app, name, { folder, route, input }, service);

  return {
    ...{ name: `scalr-${slug}`, slug, folder, secrets: secrets.secrets, secretSources: secrets.secretSources },
    compose: {
      name: `scalr-${slug}`,
      services: {
        ...(app.hasFrontend
          ? {
              frontend: half('frontend', {
                ...{ process: `${slug}.frontend`, health: '/app-config.json', environment: pageEnv(app, route) },
              }),
            }
          : {}),
        ...(hasBackend
          ? {
              backend: half('backend', {
                ...{ process: slug, health: manifest.routing.health_path, environment: told.environment },
                secrets: Object.keys(secrets.declared),
                mounts: isHub ? [catalogMount] : [],
                database,
              }),
            }
          : {}),
        ...(database === undefined ? {} : { db: databaseService(database, `${slug}.db`, input.workspaceId) }),
      },
      networks: database === undefined ? { edge: PROJECT_NETWORKS.edge } : PROJECT_NETWORKS,
      ...(database === undefined ? {} : { volumes: { data: {} } }),
      ...(Object.keys(secrets.declared).length === 0 ? {} : { secrets: secrets.declared }),
    },
    files: fileSet([
      ...(database === undefined
        ? []
        : [[`${INIT_FOLDER}/init-database.sh`, { content: input.initDatabase, mode: 0o755 }] as const]),
      ...(isHub ? [[`${CATALOG_FOLDER}/catalog.json`, catalogOf(plan)] as const] : []),
    ]),
  };
}

/** A folder, since a file that is replaced would stay the old one inside. */
const catalogMount: ComposeMount = {
  ...{ type: 'bind', source: `./${CATALOG_FOLDER}`, target: '/run/scalr/catalog', read_only: true },
};

const catalogOf = ({ catalog, quarantined }: Plan) => printJson({ apps: catalog, quarantined });

/** What a page is told that is not known when it is built; see infra/container/page-facts.ts. */
function pageEnv({ url }: AppPlan, { appConfig }: Route): Record<string, string> {
  if (appConfig === null) return { PUBLIC_URL: url };
  const { issuer, provider, clientId, audience, portalUrl } = appConfig;
  return {
    ...{ PUBLIC_URL: url, PORTAL_URL: portalUrl, OIDC_ISSUER: issuer, OIDC_PROVIDER: provider },
    ...{ OIDC_CLIENT_ID: clientId, OIDC_AUDIENCE: audience },
  };
}

function halfService(
  plan: Plan,
  app: AppPlan,
  half: Half,
  { folder, route, input }: { readonly folder: string; readonly route: Route; readonly input: RenderInput },
  own: {
    readonly process: string;
    readonly health: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets?: readonly string[];
    readonly mounts?: readonly ComposeMount[];
    readonly database?: Database | undefined;
  },
): ComposeService {
  const { process, health, environment, secrets = [], mounts = [], database } = own;
  return harden(
    {
      ...appImage(plan, app, half, folder, input),
      // nginx is made to be process 1; Node and Python are not.
      init: half === 'backend' || plan.mode === 'edit',
      environment,
      ...(secrets.length === 0 ? {} : { secrets }),
      networks: {
        edge: { aliases: [`${app.slug}-${half}`] },
        ...(database === undefined ? {} : { data: null }),
      },
      volumes: [...mounts, ...liveSources(plan, app, half, folder, input)],
      labels: { ...ownLabels(process, input.workspaceId), ...edgeLabels(plan, route, half, PORT) },
      ...(database === undefined ? {} : { depends_on: { db: { condition: 'service_healthy' } } }),
      healthcheck: httpHealthcheck(PORT, health),
    },
    ALLOWANCES[plan.mode][half],
  );
}
