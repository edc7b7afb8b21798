import { join } from 'node:path';
import { composeLayout, createComposeDatabases, createComposeInspection } from '@scalr/engine-compose';
import {
  createSwarmDatabases,
  createSwarmEngine,
  createSwarmRenderer,
  EDGE_SUBNET,
  makeAdminFolder,
  readProjects,
  swarmLayout,
} from '@scalr/engine-swarm';
import { platformBlueprints } from '@scalr/identity-authentik';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import type { Plan } from '@scalr/plan';
import type { Platform } from '@scalr/platform';
import { readSettings } from '@scalr/workspace';
import { authentikInput, runningAuthentik } from './compose-authentik.ts';
import { composeNative } from './compose-native.ts';
import type { Context } from './context.ts';

/** The engine of several machines. All data is on this one, where databases are containers as Compose has them. */
export async function composeSwarm(context: Context): Promise<Platform> {
  const { layout: _, ...native } = composeNative(context);
  const { environment, installFolder } = context;
  const { root } = native;
  const ids = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };
  const layout = swarmLayout(root, installFolder, ids.uid);
  const env = { ...environment.inherited, ...environment.installers, ...environment.docker };
  const { identityProvider } = await readSettings(root);
  const registry = async () => (await readSettings(root)).registry ?? null;
  const authentik = (plan: Plan) => authentikInput(root, join(root, '.scalr/authentik'), plan, [EDGE_SUBNET]);
  const engine = createSwarmEngine({
    ...{ layout, registry, environment: env, provider: async () => identityProvider },
    projects: async (plan, { out, tagOf, hashKey }) => {
      await makeAdminFolder(layout, ids);
      return readProjects(plan, { layout, ids, authentik, hashKey }, { out, tagOf });
    },
  });
  const { plan, folder } = layout;
  const containers = { ...composeLayout(root, installFolder, ids.uid), plan, folder };
  return {
    ...native,
    engine,
    renderer: createSwarmRenderer({
      ...{ layout, registry },
      authentik: async ({ provider }) =>
        provider === 'authentik'
          ? { trustedProxies: [EDGE_SUBNET], blueprints: platformBlueprints(), secrets: null }
          : null,
    }),
    databases: createSwarmDatabases(layout, env, createComposeDatabases(containers, env)),
    inspection: createComposeInspection(containers, env),
    identity:
      identityProvider === 'authentik'
        ? runningAuthentik(root, engine)
        : createEmbeddedIdentity({ socketPath: join(layout.admin, 'admin.sock'), allowTokens: true }),
  };
}
