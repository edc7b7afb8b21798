import { createPlan, type Ground, type Mode, type Plan } from '@scalr/plan';
import { loadSecrets, loadWorkspace, toSettings } from '@scalr/workspace';

/** Reads the workspace and decides everything. Makes missing secrets; changes nothing else. */
export async function makePlan(root: string, mode: Mode, ground: Ground): Promise<Plan> {
  const { apps, quarantined } = await loadWorkspace(root);
  const owners = ['auth', ...apps.filter(({ manifest }) => manifest.database).map(({ manifest }) => manifest.slug)];
  const secrets = await loadSecrets(root, { databases: owners });
  return createPlan(apps, quarantined, toSettings(secrets, { mode, identityProvider: 'embedded' }), ground);
}
