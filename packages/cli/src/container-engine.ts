import { join } from 'node:path';
import { EDGE_IMAGE } from '@scalr/containers';
import { run } from '@scalr/process';
import type { Context } from './context.ts';
import { errors } from './errors.ts';

const STARTING_MS = 5 * 60_000;
const EDGE_MS = 15 * 60_000;

/** A Docker engine that tests may use. */
export interface ContainerEngine {
  /** Whole environment in which `docker` is found and reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it, unless it ran before. */
  close(): Promise<void>;
}

/**
 * The engine that runs here, or one of our own (`infra/containers/engine.sh`), with the base images that ours are built
 * from and the edge. What was fetched and built for that is kept for every checkout of this machine, since it takes
 * minutes: `~/.cache/scalr/containers`.
 * @throws ScalrError CONTAINERS_NO_ENGINE where neither is to be had
 */
export async function openContainerEngine({ environment, installFolder }: Context): Promise<ContainerEngine> {
  const found = { ...environment.inherited, ...environment.installers, ...environment.docker };
  const scripts = join(installFolder, 'infra/containers');
  const home = environment.inherited.HOME;
  const folder = home === undefined ? join(installFolder, '.scalr/containers') : join(home, '.cache/scalr/containers');
  const script = async (name: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const done = await run([join(scripts, name), ...args], { cwd: installFolder, env, timeoutMs: STARTING_MS });
    if (done.code !== 0) throw errors.error('noContainerEngine', { reason: lastLine(done.stderr) });
  };
  const images = async (env: Readonly<Record<string, string>>) => {
    await script('images.sh', [join(folder, 'images')], env);
    // Where it cannot be built the tests that need it are skipped, and say so.
    const edge = [join(scripts, 'traefik/build.sh'), join(folder, 'traefik')] as const;
    if (!(await hasEdge(env))) await run([...edge], { cwd: installFolder, env, timeoutMs: EDGE_MS });
  };
  if (await answers(found)) {
    await images(found);
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
    await images(own);
  } catch (error) {
    await close();
    throw error;
  }
  return { env: own, close };
}

/** An engine, and a command line that has what tests call. */
async function answers(env: Readonly<Record<string, string>>): Promise<boolean> {
  for (const command of [['version'], ['compose', 'version'], ['buildx', 'version']]) {
    const asked = await run(['docker', ...command], { env, timeoutMs: 10_000 }).catch(() => null);
    if (asked?.code !== 0) return false;
  }
  return true;
}

async function hasEdge(env: Readonly<Record<string, string>>): Promise<boolean> {
  const asked = await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', EDGE_IMAGE], { env }).catch(() => null);
  return asked?.code === 0;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
