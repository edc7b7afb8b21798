import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ContainerProject } from '@scalr/containers';
import { fileSet, writeFileSet, writeIfChanged } from '@scalr/fileset';
import { renderFiles } from './render.ts';

const LIST = '.rendered';

/** Writes the files and the secrets of the projects below a folder, and removes those of projects that are gone. */
export async function writeProjects(projects: readonly ContainerProject[], out: string): Promise<void> {
  const rendered = renderFiles(projects);
  const list = `${[...rendered.keys()].join('\n')}\n`;
  const previous = (await readFile(join(out, LIST), 'utf8').catch(() => '')).split('\n').filter((path) => path !== '');
  await writeFileSet(out, fileSet([...rendered, [LIST, list]]), { previous });
  for (const { folder, secrets } of projects) {
    const paths = Object.keys(secrets);
    for (const parent of new Set(paths.map((path) => dirname(join(out, folder, path))))) {
      await mkdir(parent, { recursive: true, mode: 0o700 });
      await chmod(parent, 0o700);
    }
    // The folder keeps others out; in the container the user is another one.
    for (const path of paths) await writeIfChanged(join(out, folder, path), secrets[path] ?? '', { mode: 0o444 });
  }
  const slugs = new Set(projects.flatMap(({ slug }) => slug ?? []));
  for (const slug of await readdir(join(out, 'apps')).catch(() => [])) {
    if (!slugs.has(slug)) await rm(join(out, 'apps', slug), { recursive: true, force: true });
  }
}
