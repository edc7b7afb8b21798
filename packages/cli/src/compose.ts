import type { Platform } from '@scalr/platform';
import type { EngineName } from '@scalr/ports';
import type { Context } from './context.ts';
import { chooseEngine } from './engine-choice.ts';

/** This folder is the one place that names adapters. */
const PLATFORMS = {
  native: async (context) => (await import('./compose-native.ts')).composeNative(context),
  compose: async (context) => (await import('./compose-containers.ts')).composeContainers(context, 'compose'),
  swarm: async (context) => (await import('./compose-containers.ts')).composeContainers(context, 'swarm'),
} satisfies Record<EngineName, (context: Context) => Promise<Platform>>;

/** The platform on the engine that is meant. */
export async function composePlatform(context: Context, named?: EngineName): Promise<Platform> {
  return PLATFORMS[await chooseEngine(context.environment.workspace ?? context.installFolder, named)](context);
}
