import { type FileEntry, fileSet, printJson } from '@scalr/fileset';
import { type AppPlan, HUB_SLUG, type Plan, type Route } from '@scalr/plan';
import { type AppPlace, backendService, frontendService } from './app-services.ts';
import { backendEnv } from './backend-env.ts';
import type { ComposeFile, ComposeMount } from './compose-file.ts';
import { DATABASE_VOLUMES, databaseSecret, databaseService, initFiles } from './database-service.ts';
import { type ContainerProject, PROJECT_NETWORKS } from './project.ts';
import type { RenderInput } from './render-input.ts';
import { projectSecrets } from './secret-files.ts';

/** A folder, since a file that is replaced would stay the old one inside. */
const CATALOG = {
  file: 'catalog/catalog.json',
  mount: { type: 'bind', source: './catalog', target: '/run/scalr/catalog', read_only: true },
} as const satisfies { readonly file: string; readonly mount: ComposeMount };

/** One app: what there is of `frontend`, `backend` and `db`. */
export function appProject(plan: Plan, app: AppPlan, input: RenderInput): ContainerProject {
  const { slug, manifest } = app;
  const [name, folder] = [`scalr-${slug}`, `apps/${slug}`];
  const route = plan.routes.find((one) => one.slug === slug) as Route;
  const place: AppPlace = { plan, app, route, folder, input };
  const database = plan.databases.find(({ owner }) => owner === slug);
  const hasDatabase = database !== undefined;
  const hasBackend = manifest.backend !== 'none';
  const isHub = hasBackend && slug === HUB_SLUG;
  const { environment, secrets } = backendEnv(app);
  const { declared, ...held } = projectSecrets([...(hasDatabase ? [databaseSecret(database)] : []), ...secrets]);
  const names = Object.keys(declared);
  const mounts = isHub ? [CATALOG.mount] : [];

  const compose: ComposeFile = {
    name,
    services: {
      ...(app.frontend !== null ? { frontend: frontendService(place) } : {}),
      ...(hasBackend ? { backend: backendService(place, { environment, secrets: names, mounts, hasDatabase }) } : {}),
      ...(hasDatabase ? { db: databaseService(database, `${slug}.db`, input.workspaceId) } : {}),
    },
    networks: hasDatabase ? PROJECT_NETWORKS : { edge: PROJECT_NETWORKS.edge },
    ...(hasDatabase ? { volumes: DATABASE_VOLUMES } : {}),
    ...(names.length > 0 ? { secrets: declared } : {}),
  };
  const files: (readonly [string, FileEntry])[] = [
    ...(hasDatabase ? initFiles(input) : []),
    ...(isHub ? [[CATALOG.file, { content: catalogOf(plan) }] as const] : []),
  ];
  return { ...{ name, slug, folder }, ...held, compose, files: fileSet(files) };
}

const catalogOf = ({ catalog, quarantined }: Plan) => printJson({ apps: catalog, quarantined });
