import {
  createApiReader,
  createMigrationDrafts,
  createMigrations,
  createNativeDatabases,
  createNativeEngine,
  createNativeInspection,
  createNativeLanguages,
  type Layout,
  layoutOf,
  socketOf,
} from '@scalr/engine-native';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import type { Platform } from '@scalr/platform';
import { loadSecrets } from '@scalr/workspace';
import type { Context } from './context.ts';

/** The native engine with the embedded provider. */
export function composeNative({ environment, installFolder }: Context): Platform & { readonly layout: Layout } {
  const root = environment.workspace ?? installFolder;
  const layout = layoutOf(root, installFolder, process.getuid?.() ?? 0);
  const engine = createNativeEngine({
    layout,
    environment: { ...environment.inherited, ...environment.installers, SCALR_WORKSPACE: root },
  });
  const identity = createEmbeddedIdentity({ socketPath: socketOf(layout, 'auth-admin'), allowTokens: true });
  const databases = createNativeDatabases(layout, engine);
  const drafts = createMigrationDrafts(layout, environment.inherited);
  const env = { ...environment.inherited, ...environment.installers };
  const python = async () => (await loadSecrets(root, { databases: [] })).settings.python;
  const apis = createApiReader({ layout, environment: env, python });
  const migrations = createMigrations({ layout, engine, environment: env, python });
  const languages = createNativeLanguages({ layout, env, python });
  return {
    root,
    layout,
    engine,
    identity,
    databases,
    apis,
    languages,
    drafts,
    migrations,
    inspection: createNativeInspection(layout, engine),
  };
}
