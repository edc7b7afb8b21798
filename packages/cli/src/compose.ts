import { fileURLToPath } from 'node:url';
import { createNativeEngine, type Layout, layoutOf, socketOf } from '@scalr/engine-native';
import { createEmbeddedIdentity } from '@scalr/identity-embedded';
import type { Platform } from '@scalr/platform';
import { readEnvironment } from '@scalr/workspace';
import type { Context } from './context.ts';

/** The checkout that this file is in. */
const INSTALL_FOLDER = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** What the command line stands on. The one place where process.env and the standard streams enter. */
export function createContext(json: boolean): Context {
  const environment = readEnvironment(process.env);
  const context: Context = {
    environment,
    streams: { stdout: process.stdout, stderr: process.stderr },
    json,
    installFolder: INSTALL_FOLDER,
    platform: async () => composeNative(context),
  };
  return context;
}

/** The native engine with the embedded provider. */
export function composeNative({ environment }: Context): Platform & { readonly layout: Layout } {
  const root = environment.workspace ?? INSTALL_FOLDER;
  const layout = layoutOf(root, INSTALL_FOLDER, process.getuid?.() ?? 0);
  const engine = createNativeEngine({
    layout,
    environment: { ...environment.inherited, SCALR_WORKSPACE: root },
  });
  const identity = createEmbeddedIdentity({ socketPath: socketOf(layout, 'auth-admin'), allowTokens: true });
  return { root, layout, engine, identity };
}
