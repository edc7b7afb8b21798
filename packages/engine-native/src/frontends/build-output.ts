import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { build, type InlineConfig, mergeConfig, type Rolldown } from 'vite';
import { type FrontendPlace, frontendConfig } from './vite-config.ts';

/** What a browser loads of a page. Throws what the bundler throws. */
export async function buildOutput(place: FrontendPlace): Promise<FileSet> {
  const result = await build(
    mergeConfig(frontendConfig(place), {
      mode: 'production',
      logLevel: 'silent',
      build: {
        write: false,
        target: 'es2023',
        assetsDir: 'assets',
        sourcemap: false,
        // A polyfill would be one more script for browsers that this target rules out.
        modulePreload: { polyfill: false },
        // data: URLs of fonts and images are what the content security policy forbids.
        assetsInlineLimit: 0,
        reportCompressedSize: false,
      },
    } satisfies InlineConfig),
  );
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  const files = output.map((part) => {
    const content = part.type === 'chunk' ? part.code : part.source;
    return [part.fileName, typeof content === 'string' ? Buffer.from(content) : content] as const;
  });
  return fileSet([...files, ...(await publicFiles(join(place.root, 'public')))]);
}

/** `frontend/public/`, as it is. Names that start with a dot stay at home. */
async function publicFiles(folder: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const names = paths.map((path) => relative(folder, path).split(sep).join('/'));
  const found = paths.map(async (path, index) => [names[index] ?? '', await readFile(path)] as const);
  return (await Promise.all(found)).filter(([name]) => !name.split('/').some((part) => part.startsWith('.')));
}
