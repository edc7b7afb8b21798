import type { Problem } from '@scalr/errors';
import { callingApps, createPlan, databaseOwners, type Ground, type Mode, type Plan } from '@scalr/plan';
import { loadSecrets, loadWorkspace, toSettings, type WorkspaceCache } from '@scalr/workspace';
import { keepLastGood } from './last-good.ts';

export interface PlanOptions {
  readonly root: string;
  readonly mode: Mode;
  readonly ground: Ground;
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

/** Reads the workspace and decides everything. Makes missing secrets; changes nothing else. */
export async function makePlan({ root, mode, ground, former, cache }: PlanOptions): Promise<PlanMade> {
  const { apps: fit, quarantined, warnings } = await loadWorkspace(root, cache === undefined ? {} : { cache });
  const apps = [...fit, ...keepLastGood(fit, quarantined, former)];
  const secrets = await loadSecrets(root, { databases: databaseOwners(apps), callers: callingApps(apps) });
  const plan = createPlan(apps, quarantined, toSettings(secrets, { mode }), ground);
  return { plan, warnings: [...secrets.notices, ...warnings.flatMap(({ problems }) => problems)] };
}
