import type { Platform } from '@scalr/platform';
import { composeNative } from './compose.ts';
import type { Context } from './context.ts';

/** An engine of containers. What reads sources and needs no running platform is the native engine's. */
export async function composeContainers(context: Context, engine: 'compose' | 'swarm'): Promise<Platform> {
  const { layout: _, ...native } = composeNative(context);
  return { ...native, engine: { ...native.engine, name: engine } };
}
