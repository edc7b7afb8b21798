import type { Problem } from '@scalr/errors';
import {
  type Choice,
  callingApps,
  chooseApps,
  createPlan,
  databaseOwners,
  EVERY_APP,
  type Ground,
  type Mode,
  type Plan,
} from '@scalr/plan';
import { loadSecrets, loadWorkspace, toSettings, type WorkspaceCache } from '@scalr/workspace';
import { keepLastGood } from './last-good.ts';
import { requireFit } from './named-apps.ts';

export interface PlanOptions {
  readonly root: string;
  readonly mode: Mode;
  readonly ground: Ground;
  /** Left out: every app but the template. */
  readonly choice?: Choice;
  /** Slugs somebody asks for just now. What else is named in `choice` may have gone since. */
  readonly asked?: readonly string[];
  /** What runs now: an app of it whose manifest became invalid stays as it was until that is mended. */
  readonly former: Plan | null;
  /** The same one again makes a reload parse only what changed. */
  readonly cache?: WorkspaceCache;
}

export interface PlanMade {
  readonly plan: Plan;
  /** Worth mending, nothing to stop for. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads the workspace and decides everything. Makes missing secrets; changes nothing else.
 * @throws ScalrError where an app that is asked for cannot run
 */
export async function makePlan(options: PlanOptions): Promise<PlanMade> {
  const { root, mode, ground, choice = EVERY_APP, asked = [], former, cache } = options;
  const workspace = await loadWorkspace(root, cache === undefined ? {} : { cache });
  const { apps: fit, quarantined, warnings } = workspace;
  requireFit(asked, 'up', workspace);
  const apps = [...fit, ...keepLastGood(fit, quarantined, former)];
  const chosen = chooseApps(apps, choice);
  const secrets = await loadSecrets(root, { databases: databaseOwners(chosen), callers: callingApps(chosen) });
  const plan = createPlan(apps, quarantined, toSettings(secrets, { mode }), ground, choice);
  const folders = new Set(chosen.map(({ folder }) => folder));
  const told = warnings.filter(({ folder }) => folders.has(folder)).flatMap(({ problems }) => problems);
  return { plan, warnings: [...secrets.notices, ...told] };
}
