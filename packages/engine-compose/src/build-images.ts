import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@scalr/errors';
import { printJson, writeFileAtomically } from '@scalr/fileset';
import { z } from 'zod';
import { bakeArguments, imageIdsArguments, tagArguments } from './commands.ts';
import { type Docker, lastLines } from './docker.ts';
import { errors } from './errors.ts';
import { bakeFile, type ImageBuild, targetOf } from './image-builds.ts';
import { type KnownImages, readImages, writeImages } from './known-images.ts';
import type { ComposeLayout } from './layout.ts';
import { runRecorded } from './recorded-run.ts';
import { commonFingerprint, fingerprintOf } from './sources.ts';

export interface BuiltImages {
  /** Id by image without its tag; one that could not be built is not in it. */
  readonly ids: Readonly<Record<string, string>>;
  /** By project. */
  readonly problems: ReadonlyMap<string, Problem>;
}

export interface BuildOptions {
  readonly docker: Docker;
  readonly layout: ComposeLayout;
  /** Said before anything is built, with the images. */
  readonly onBuild: (images: readonly string[]) => void;
}

/**
 * Builds what is missing or has other sources than the last time. All at once; only where that fails, one project
 * after the other, so that one that cannot be built keeps nobody else.
 */
export async function buildImages(builds: readonly ImageBuild[], options: BuildOptions): Promise<BuiltImages> {
  const { docker, layout, onBuild } = options;
  const [known, common] = [await readImages(layout), await commonFingerprint(layout.install)];
  const fingerprints = new Map<string, string>();
  for (const build of builds) fingerprints.set(build.image, await fingerprintOfBuild(build, common));
  const here = await imagesHere(
    docker,
    Object.values(known).map(({ id }) => id),
  );
  const isCurrent = ({ image }: ImageBuild) =>
    known[image] !== undefined && known[image].fingerprint === fingerprints.get(image) && here.has(known[image].id);
  const stale = builds.filter((build) => !isCurrent(build));
  const problems = new Map<string, Problem>();
  const images: Record<string, KnownImages[string]> = { ...known };
  if (stale.length > 0) {
    onBuild(stale.map(({ image }) => image));
    const remember = async (ids: Readonly<Record<string, string>>) => {
      for (const [image, id] of Object.entries(ids)) {
        await docker.read(tagArguments(id, `${image}:${tagOf(id)}`));
        images[image] = { fingerprint: fingerprints.get(image) ?? '', id };
      }
      await writeImages(layout, images);
    };
    const together = await bake(stale, options);
    if (together.ok) await remember(together.ids);
    else {
      for (const project of new Set(stale.map((build) => build.project))) {
        const alone = await bake(
          stale.filter((build) => build.project === project),
          options,
        );
        if (alone.ok) await remember(alone.ids);
        else problems.set(project, errors.problem('buildFailed', { name: nameOf(project), lines: alone.lines }));
      }
    }
  }
  const failed = builds.filter(({ project }) => problems.has(project)).map(({ image }) => image);
  const current = builds.map(({ image }) => image).filter((image) => !failed.includes(image));
  return { ids: Object.fromEntries(current.map((image) => [image, images[image]?.id ?? ''])), problems };
}

/** First 12 hex digits of the id of an image. */
export const tagOf = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

const nameOf = (project: string) => project.replace(/^scalr-/, '');

async function fingerprintOfBuild(build: ImageBuild, common: string): Promise<string> {
  const own = await fingerprintOf([build.dockerfile, ...Object.values(build.contexts)]);
  return `${common.slice(0, 32)} ${own.slice(0, 32)} ${printJson(build.args).trim()}`;
}

async function imagesHere(docker: Docker, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  // Those that are gone make the code other than 0; the others are printed all the same.
  const { stdout } = await docker.run([...imageIdsArguments(ids), '--format', '{{.Id}}']);
  return new Set(stdout.split('\n'));
}

const metadataSchema = z.record(z.string(), z.looseObject({ 'containerimage.config.digest': z.string() }));

type Baked =
  | { readonly ok: true; readonly ids: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly lines: string };

async function bake(builds: readonly ImageBuild[], { docker, layout }: BuildOptions): Promise<Baked> {
  const folder = await mkdtemp(join(tmpdir(), 'scalr-build-'));
  try {
    const [file, metadata] = [join(folder, 'bake.json'), join(folder, 'metadata.json')];
    await writeFileAtomically(file, printJson(bakeFile(builds)));
    const { code, output } = await runRecorded(
      docker,
      layout.running,
      bakeArguments(file, metadata, builds.map(targetOf)),
    );
    if (code !== 0) return { ok: false, lines: buildError(output) };
    const told = metadataSchema.parse(JSON.parse(await readFile(metadata, 'utf8')));
    return {
      ok: true,
      ids: Object.fromEntries(
        builds.map((build) => [build.image, told[targetOf(build)]?.['containerimage.config.digest'] ?? '']),
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** BuildKit ends with what went wrong, between rulers, and repeats of the Dockerfile. */
function buildError(output: string): string {
  const from = output.indexOf('\n------\n');
  return lastLines(from === -1 ? output : output.slice(from).replaceAll(/^-+$/gm, ''), 20);
}
