import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ComposeBuild, ContainerProject } from '@scalr/containers';
import { type Docker, lastLines } from './commands.ts';
import { errors } from './errors.ts';

const BUILD_WITHIN_MS = 1_200_000;
const TOLD_LINES = 20;

/** Image without its tag, to the tag that says what is in it. */
export type Tags = ReadonlyMap<string, string>;

const nameOf = (image: string) => image.replace(/:[^:/]*$/, '');

/**
 * Builds what a project builds and brings it where every node finds it. The tag is the beginning of the image's own
 * id, so the same sources give the same name and nothing is replaced.
 * @param folder absolute path of the project's folder, which builds are named relative to
 * @param registry null: no other node needs them
 * @throws ScalrError `SWARM_BUILD_FAILED` with the last lines of the build, `SWARM_PUSH_FAILED`
 */
export async function buildImages(
  docker: Docker,
  { name, slug, compose }: ContainerProject,
  folder: string,
  registry: string | null,
): Promise<Tags> {
  const tags = new Map<string, string>();
  for (const { image, build } of Object.values(compose.services)) {
    if (build === undefined || tags.has(nameOf(image))) continue;
    const id = await buildImage(docker, build, folder, slug ?? name);
    const tag = id.replace(/^sha256:/, '').slice(0, 12);
    const local = `${nameOf(image)}:${tag}`;
    await docker.ask(['tag', id, local]);
    if (registry !== null) await push(docker, registry, local);
    tags.set(nameOf(image), tag);
  }
  return tags;
}

async function buildImage(docker: Docker, build: ComposeBuild, folder: string, name: string): Promise<string> {
  const context = resolve(folder, build.context);
  const scratch = await mkdtemp(join(tmpdir(), 'scalr-build-'));
  const idFile = join(scratch, 'id');
  try {
    const result = await docker.try(
      [
        ...['build', '--progress', 'plain', '--iidfile', idFile, '--file', resolve(context, build.dockerfile)],
        ...Object.entries(build.args ?? {}).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
        ...Object.entries(build.additional_contexts ?? {}).flatMap(([key, path]) => [
          ...['--build-context', `${key}=${resolve(folder, path)}`],
        ]),
        context,
      ],
      { timeoutMs: BUILD_WITHIN_MS },
    );
    if (result.code !== 0) throw errors.error('buildFailed', { name, lines: lastLines(result.stderr, TOLD_LINES) });
    return (await readFile(idFile, 'utf8')).trim();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function push(docker: Docker, registry: string, local: string): Promise<void> {
  const image = `${registry}/${local}`;
  await docker.ask(['tag', local, image]);
  const { code, stderr } = await docker.try(['push', '--quiet', image], { timeoutMs: BUILD_WITHIN_MS });
  if (code !== 0) throw errors.error('pushFailed', { image, registry, lines: lastLines(stderr, 3) });
}
