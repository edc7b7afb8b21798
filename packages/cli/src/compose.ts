import type { Platform } from '@scalr/platform';
import type { EngineName } from '@scalr/ports';
import type { Context } from './context.ts';
import { chooseEngine } from './engine-choice.ts';

/** The platform on the engine that is meant. This folder is the one place that names adapters. */
export async function composePlatform(context: Context, named?: EngineName): Promise<Platform> {
  const engine = await chooseEngine(context.environment.workspace ?? context.installFolder, named);
  if (engine === 'native') return (await import('./compose-native.ts')).composeNative(context);
  return (await import('./compose-containers.ts')).composeContainers(context, engine);
}
