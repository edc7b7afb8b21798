import {
  createNativeDatabases,
  createNativeEngine,
  createNativeInspection,
  type Layout,
  layoutOf,
  socketOf,
} from '@scalr/engine-native';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import type { Platform } from '@scalr/platform';
import type { Context } from './context.ts';

/** The native engine with the embedded provider: the one place that names adapters. */
export function composeNative({ environment, installFolder }: Context): Platform & { readonly layout: Layout } {
  const root = environment.workspace ?? installFolder;
  const layout = layoutOf(root, installFolder, process.getuid?.() ?? 0);
  const engine = createNativeEngine({
    layout,
    environment: { ...environment.inherited, ...environment.installers, SCALR_WORKSPACE: root },
  });
  const identity = createEmbeddedIdentity({ socketPath: socketOf(layout, 'auth-admin'), allowTokens: true });
  const databases = createNativeDatabases(layout, engine);
  return { root, layout, engine, identity, databases, inspection: createNativeInspection(layout, engine) };
}
