import { type Database, IDENTITY_OWNER, type Plan, type Route } from '@scalr/plan';
import { appProject } from './app-project.ts';
import { authProject } from './auth-project.ts';
import { authentikProject } from './authentik-project.ts';
import { edgeLabels } from './edge/labels.ts';
import { gatewayProject } from './gateway-project.ts';
import { keptProject } from './kept-project.ts';
import type { ContainerProject } from './project.ts';
import { withReleases } from './release.ts';
import type { RenderInput } from './render-input.ts';

/**
 * Everything that runs, in the order in which it is brought up: identity, apps by slug, databases of archived ones,
 * and the edge, which sends people to what is there. Pure: the same plan and input give the same projects.
 */
export function renderProjects(plan: Plan, input: RenderInput): readonly ContainerProject[] {
  const apps = [...plan.apps].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const isArchived = ({ owner }: Database) => owner !== IDENTITY_OWNER && !apps.some(({ slug }) => slug === owner);
  return [
    identityProject(plan, input),
    ...apps.map((app) => appProject(plan, app, input)),
    ...plan.databases.filter(isArchived).map((database) => keptProject(database, input)),
    gatewayProject(plan, { workspace: input.workspaceId }),
  ].map((project) => withReleases(project, input.releaseKey));
}

const AUTHENTIK_PORT = 9000;

function identityProject(plan: Plan, input: RenderInput): ContainerProject {
  if (plan.provider !== 'authentik') return authProject(plan, input);
  if (input.authentik === null) throw new Error('the plan wants Authentik and the input says nothing of it');
  const route = plan.routes.find(({ slug }) => slug === IDENTITY_OWNER) as Route;
  return authentikProject(plan, {
    ...input.authentik,
    initDatabase: input.initDatabase,
    workspace: input.workspaceId,
    edgeLabels: edgeLabels(plan, route, 'backend', AUTHENTIK_PORT),
  });
}
