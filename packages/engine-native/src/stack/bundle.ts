import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileSet, writeFileSet } from '@scalr/fileset';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { entryName } from './specifiers.ts';

export interface BundleJob {
  readonly installFolder: string;
  /** Filled with the bundle. */
  readonly folder: string;
  /** Bare specifiers that become entries of the same name, with all their exports. */
  readonly specifiers: readonly string[];
  /** Modules that become entries as they are: name to absolute path. */
  readonly modules: Readonly<Record<string, string>>;
}

/** Specifier or name to file name, of every entry that could be made. */
export type BundleEntries = Readonly<Record<string, string>>;

const NAMES = { class: true, function: true };
const FACE = '\0face:';

/** Bundles modules of the platform for Node: shared chunks, small, ASCII (V8 keeps such text in half the memory). */
export async function bundle(job: BundleJob): Promise<BundleEntries> {
  const missing = new Set<string>();
  const build = await rolldown({
    cwd: job.installFolder,
    input: { ...Object.fromEntries(job.specifiers.map((name) => [entryName(name), FACE + name])), ...job.modules },
    platform: 'node',
    plugins: [facePlugin(job.installFolder, missing), nativePlugin(), placePlugin()],
    // Optional dependencies that are not installed stay a require() that fails when it is called, as without a bundle.
    onLog: () => {},
  });
  try {
    const { output } = await build.generate({
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[hash].js',
      charset: 'ascii',
      comments: false,
      // Names are behaviour: oidc-provider files its records under the names of its classes.
      minify: {
        compress: { keepNames: NAMES },
        mangle: { keepNames: NAMES },
        codegen: { removeWhitespace: true },
      },
    });
    const chunks = output.filter((part): part is OutputChunk => part.type === 'chunk');
    const files = chunks.map((chunk) => [chunk.fileName, chunk.code] as const);
    await writeFileSet(job.folder, fileSet([...files, ['package.json', '{"type":"module"}\n']]));
    return {
      ...Object.fromEntries(job.specifiers.filter((s) => !missing.has(s)).map((s) => [s, `${entryName(s)}.js`])),
      ...Object.fromEntries(Object.keys(job.modules).map((name) => [name, `${name}.js`])),
    };
  } finally {
    await build.close();
  }
}

/** For each specifier a module with every export of it, also of a CommonJS one, whose names only Node can tell. */
function facePlugin(installFolder: string, missing: Set<string>): Plugin {
  const importer = join(installFolder, 'package.json');
  return {
    name: 'scalr:faces',
    async resolveId(id, from) {
      if (id.startsWith(FACE)) return id;
      // A face stands nowhere, so that its own imports are looked up from the install folder.
      return from?.startsWith(FACE) ? await this.resolve(id, importer, { skipSelf: true }) : null;
    },
    async load(id) {
      if (!id.startsWith(FACE)) return null;
      const specifier = id.slice(FACE.length);
      const found = await this.resolve(specifier, importer, { skipSelf: true });
      const names = found ? Object.keys(await import(pathToFileURL(found.id).href)) : [];
      if (names.length === 0) {
        missing.add(specifier);
        return 'export {};';
      }
      const plain = names.filter((name) => name !== 'default' && name !== 'module.exports');
      const from = JSON.stringify(specifier);
      const others = plain.length > 0 ? `export { ${plain.join(', ')} } from ${from};\n` : '';
      return names.includes('default') ? `${others}export { default } from ${from};\n` : others;
    },
  };
}

/** Packages that bring a native addon stay where they are, named by their path. */
function nativePlugin(): Plugin {
  return {
    name: 'scalr:native',
    async resolveId(id, from, options) {
      if (id.startsWith('.') || id.startsWith('/') || id.startsWith('\0') || id.startsWith('node:')) return null;
      const found = await this.resolve(id, from, { ...options, skipSelf: true });
      if (!found || found.external || !found.id.startsWith('/')) return found;
      return (await isNative(found.id)) ? { id: await realpath(found.id), external: true } : found;
    },
  };
}

const nativePackages = new Map<string, Promise<boolean>>();

function isNative(file: string): Promise<boolean> {
  if (file.endsWith('.node')) return Promise.resolve(true);
  const at = file.lastIndexOf('/node_modules/');
  if (at === -1) return Promise.resolve(false);
  const rest = file.slice(at + '/node_modules/'.length).split('/');
  const name = rest.slice(0, rest[0]?.startsWith('@') ? 2 : 1).join('/');
  const folder = join(file.slice(0, at), 'node_modules', name);
  const known = nativePackages.get(folder) ?? readNative(folder);
  nativePackages.set(folder, known);
  return known;
}

async function readNative(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { napi, binary, gypfile, main } = JSON.parse(text) as Record<string, unknown>;
  return napi !== undefined || binary !== undefined || gypfile === true || String(main ?? '').endsWith('.node');
}

/** A module goes on believing that it is where it was: files beside it are still found. */
function placePlugin(): Plugin {
  const PLACES = /\bimport\.meta\.(url|dirname|filename)\b|\b__(dirname|filename)\b/g;
  return {
    name: 'scalr:places',
    transform(code, id) {
      if (!id.startsWith('/') || !/import\.meta\.|__dirname|__filename/.test(code)) return null;
      const values: Record<string, string> = { url: pathToFileURL(id).href, dirname: dirname(id), filename: id };
      const declared = /\b(?:const|let|var)\s+__(?:dirname|filename)\b/.test(code);
      return code.replace(PLACES, (match, meta: string | undefined, common: string | undefined) =>
        common !== undefined && declared ? match : JSON.stringify(values[meta ?? common ?? '']),
      );
    },
  };
}
