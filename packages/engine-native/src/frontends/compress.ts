import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type FileSet, fileSet } from '@scalr/fileset';

const TEXT = /\.(?:html|md|js|mjs|css|svg|json|txt|xml|webmanifest|wasm|map)$/;
const SMALLEST = 1024;

/** The files, each with its compressed siblings. */
export async function withSiblings(files: FileSet): Promise<FileSet> {
  const contents = [...files].map(([name, { content }]) => [name, Buffer.from(content)] as const);
  const siblings = await Promise.all(contents.map(([name, content]) => compressed(name, content)));
  return fileSet([...contents, ...siblings.flat()]);
}

/**
 * The `.br` and `.gz` siblings of a file, as small as they get: made once, sent many times. None for what is too
 * small to gain, compressed already, or grows by it.
 */
async function compressed(name: string, content: Uint8Array): Promise<readonly (readonly [string, Uint8Array])[]> {
  if (content.length < SMALLEST || !TEXT.test(name)) return [];
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  const siblings: [string, Uint8Array][] = [
    [`${name}.br`, br],
    [`${name}.gz`, gz],
  ];
  return siblings.filter(([, bytes]) => bytes.length < content.length);
}
