import { join } from 'node:path';
import { run } from '@scalr/process';
import { compileEdge, provideEdge } from './container-edge.ts';
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
 * The engine that runs here, or one of our own (`infra/containers/engine.sh`), with the base images that ours are built
 * from and the edge. What was fetched and built for that is kept for every checkout of this machine, since it takes
 * minutes: `~/.cache/scalr/containers`.
 * @throws ScalrError CONTAINERS_NO_ENGINE where neither is to be had
 */
export async function openContainerEngine(context: Context): Promise<ContainerEngine> {
  const { environment, installFolder, streams } = context;
  const found = { ...environment.inherited, ...environment.installers, ...environment.docker };
  const scripts = join(installFolder, 'infra/containers');
  const home = environment.inherited.HOME;
  const folder = home === undefined ? join(installFolder, '.scalr/containers') : join(home, '.cache/scalr/containers');
  const script = async (name: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const done = await run([join(scripts, name), ...args], { cwd: installFolder, env, timeoutMs: STARTING_MS });
    if (done.code !== 0) throw errors.error('noContainerEngine', { reason: lastLine(done.stderr) });
  };
  const images = async (env: Readonly<Record<string, string>>) => {
    const ground = { scripts, folder, env, say: (line: string) => streams.stderr.write(`${line}\n`) };
    const compiling = compileEdge(ground);
    try {
      await script('images.sh', [join(folder, 'images')], env);
    } finally {
      await compiling;
    }
    return await provideEdge(ground);
  };
  if (await answers(found)) {
    const edge = await images(found);
    return { env: { ...found, ...edge.env }, close: edge.close };
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
    const edge = await images(own);
    return { env: { ...own, ...edge.env }, close: () => edge.close().finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An engine, and a command line that has what tests call. */
async function answers(env: Readonly<Record<string, string>>): Promise<boolean> {
  for (const command of [['version'], ['compose', 'version'], ['buildx', 'version']]) {
    const asked = await run(['docker', ...command], { env, timeoutMs: 10_000 }).catch(() => null);
    if (asked?.code !== 0) return false;
  }
  return true;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
