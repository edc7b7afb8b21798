import { join } from 'node:path';
import {
  composeLayout,
  createComposeDatabases,
  createComposeEngine,
  createComposeInspection,
  createComposeReleases,
  createComposeRenderer,
} from '@scalr/engine-compose';
import { platformBlueprints } from '@scalr/identity-authentik';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import type { Plan } from '@scalr/plan';
import type { Platform } from '@scalr/platform';
import { readSettings } from '@scalr/workspace';
import { authentikInput, runningAuthentik } from './compose-authentik.ts';
import { composeNative } from './compose-native.ts';
import type { Context } from './context.ts';

/** An engine of containers. What reads sources and needs no running platform is the native engine's. */
export async function composeContainers(context: Context, engine: 'compose' | 'swarm'): Promise<Platform> {
  if (engine === 'swarm') return (await import('./compose-swarm.ts')).composeSwarm(context);
  const { layout: _, ...native } = composeNative(context);
  const { environment, installFolder } = context;
  const { root } = native;
  const ids = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const layout = composeLayout(root, installFolder, ids.uid);
  const ground = {
    ...{ layout, ids },
    environment: { ...environment.inherited, ...environment.installers, ...environment.docker },
    authentik: (plan: Plan, subnets: readonly string[]) =>
      authentikInput(root, join(root, '.scalr/authentik'), plan, subnets),
  };
  const { identityProvider } = await readSettings(root);
  const provider = async () => identityProvider;
  const engineOfContainers = createComposeEngine({ ...ground, provider });
  return {
    ...native,
    engine: engineOfContainers,
    releases: createComposeReleases(ground),
    renderer: createComposeRenderer({
      layout,
      authentik: ({ provider }, trustedProxies) =>
        provider === 'authentik' ? { trustedProxies, blueprints: platformBlueprints(), secrets: null } : null,
    }),
    databases: createComposeDatabases(layout, ground.environment),
    inspection: createComposeInspection(layout, ground.environment),
    identity:
      identityProvider === 'authentik'
        ? runningAuthentik(root, engineOfContainers)
        : createEmbeddedIdentity({ socketPath: join(layout.admin, 'admin.sock'), allowTokens: true }),
  };
}
