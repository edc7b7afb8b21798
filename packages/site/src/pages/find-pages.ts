import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';

/** Beside `astro.config.ts`: files and folders that become pages or are read for them, relative to that file. */
const SOURCES = 'sources.json';

/** Absolute paths of what `sources.json` of a site names and what exists. */
export async function listedSources(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, SOURCES), 'utf8');
  const paths = z.array(z.string()).parse(JSON.parse(text));
  const found = await Promise.all(
    paths.map(async (path) => [resolve(root, path), await kindOf(resolve(root, path))] as const),
  );
  return found.filter(([, kind]) => kind !== 'missing').map(([path]) => path);
}

export interface PageFile {
  readonly id: string;
  /** Absolute. */
  readonly file: string;
}

export interface FoundPages {
  readonly files: readonly PageFile[];
  /** Absolute paths of the sources that are folders. */
  readonly folders: readonly string[];
}

/**
 * Every Markdown file of the sources: those of a folder by their path in it, a single one by its name, `README.md` by
 * the folder it describes.
 */
export async function findPages(root: string): Promise<FoundPages> {
  const sources = await listedSources(root);
  const folders: string[] = [];
  const files: PageFile[] = [];
  for (const source of sources) {
    if ((await kindOf(source)) === 'folder') {
      folders.push(source);
      const paths = (await readdir(source, { recursive: true })).filter((path) => path.endsWith('.md'));
      files.push(...paths.map((path) => ({ id: idOf(path.split(sep).join('/')), file: join(source, path) })));
    } else if (source.endsWith('.md')) {
      files.push({ id: idOf(basename(source)).toLowerCase().replaceAll('_', '-'), file: source });
    }
  }
  return { files: files.sort((a, b) => (a.id < b.id ? -1 : 1)), folders };
}

/** `guides/deploy.md` is `guides/deploy`, `adr/README.md` is `adr`. */
export const idOf = (path: string): string => path.replace(/\.md$/, '').replace(/\/README$/, '');

/** As a path says it to people: relative, `/` separated. */
export const shownPath = (from: string, file: string): string => relative(from, file).split(sep).join('/');

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  const found = await stat(path).catch(() => null);
  return found === null ? 'missing' : found.isDirectory() ? 'folder' : 'file';
}
