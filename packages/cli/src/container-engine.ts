import { join } from 'node:path';
import { run } from '@scalr/process';
import type { Context } from './context.ts';
import { errors } from './errors.ts';

const STARTING_MS = 5 * 60_000;

/** A Docker engine that tests may use. */
export interface ContainerEngine {
  /** Whole environment in which `docker` is found and reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it, unless it ran before. */
  close(): Promise<void>;
}

/**
 * The engine that runs here, or one of our own below `.scalr/containers` (`infra/containers/engine.sh`), with the base
 * images that ours are built from.
 * @throws ScalrError CONTAINERS_NO_ENGINE where neither is to be had
 */
export async function openContainerEngine({ environment, installFolder }: Context): Promise<ContainerEngine> {
  const found = { ...environment.inherited, ...environment.installers, ...environment.docker };
  const scripts = join(installFolder, 'infra/containers');
  const folder = join(installFolder, '.scalr/containers');
  const script = async (name: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const done = await run([join(scripts, name), ...args], { cwd: installFolder, env, timeoutMs: STARTING_MS });
    if (done.code !== 0) throw errors.error('noContainerEngine', { reason: lastLine(done.stderr) });
  };
  if (await answers(found)) {
    await script('images.sh', [join(folder, 'images')], found);
    return { env: found, close: async () => {} };
  }
  const own = {
    ...environment.inherited,
    ...environment.installers,
    DOCKER_CONFIG: join(folder, 'cfg'),
    PATH: `${join(folder, 'bin')}:${environment.inherited.PATH ?? ''}`,
  };
  await script('engine.sh', ['up', folder], own);
  const close = () => script('engine.sh', ['down', folder], own);
  try {
    await script('images.sh', [join(folder, 'images')], own);
  } catch (error) {
    await close();
    throw error;
  }
  return { env: own, close };
}

async function answers(env: Readonly<Record<string, string>>): Promise<boolean> {
  const asked = await run(['docker', 'version'], { env, timeoutMs: 10_000 }).catch(() => null);
  return asked?.code === 0;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
