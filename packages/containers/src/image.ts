import { posix } from 'node:path';
import type { AppPlan, Plan } from '@scalr/plan';
import type { ComposeBuild, ComposeService } from './compose-file.ts';
import { fromProject } from './relative-path.ts';
import type { RenderInput } from './render-input.ts';

export type Half = 'frontend' | 'backend';

/** Name without its tag. */
export const imageOf = (part: string): string => `scalr/${part}`;

type Built = Pick<ComposeService, 'image'> & { readonly build: ComposeBuild };

/** Image of one half of an app, built from the repository with the folder of the app as the named context `app`. */
export function appImage(plan: Plan, app: AppPlan, half: Half, folder: string, input: RenderInput): Built {
  const own = posix.join(input.workspace, app.folder);
  return {
    image: tagged(`${app.slug}-${half}`, input),
    build: {
      context: fromProject(input, folder, input.install),
      dockerfile: posix.relative(input.install, dockerfileOf(plan, app, half, input)),
      additional_contexts: { app: fromProject(input, folder, own) },
    },
  };
}

/** The identity provider of ours. */
export function authImage(folder: string, input: RenderInput): Built {
  const context = fromProject(input, folder, input.install);
  return { image: tagged('auth', input), build: { context, dockerfile: 'services/auth/embedded/Dockerfile' } };
}

/** Absolute. The one of the app itself where it has one, else that of the template. */
function dockerfileOf(
  plan: Plan,
  app: AppPlan,
  half: Half,
  { install, workspace, ownDockerfiles }: RenderInput,
): string {
  const name = plan.mode === 'edit' ? 'Dockerfile.dev' : 'Dockerfile';
  const own = posix.join(app.folder, half, name);
  if (ownDockerfiles.has(own)) return posix.join(workspace, own);
  // Its image holds what was built, in both modes, so there is no other one to edit in.
  if (half === 'frontend' && app.frontend === 'site') return posix.join(install, 'infra/container/Dockerfile.site');
  const part = half === 'backend' && app.manifest.backend === 'fastapi' ? 'backend-fastapi' : half;
  return posix.join(install, 'template-app', part, name);
}

function tagged(part: string, { tagOf }: RenderInput): string {
  const image = imageOf(part);
  return `${image}:${tagOf(image)}`;
}
