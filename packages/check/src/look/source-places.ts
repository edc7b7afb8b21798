import { SourceMap } from 'node:module';

export interface SourcePlace {
  /** Relative to the workspace. */
  readonly file: string;
  readonly line: number;
}

interface Options {
  /** Of the app, `http://hello.localhost`. */
  readonly url: string;
  /** Relative to the workspace, `apps/products/hello`. */
  readonly folder: string;
  /** The text behind a path of the app. */
  readonly read: (path: string) => Promise<string>;
}

/** Finds the line of the app's sources that a stack of the browser names: Vite serves each module with its source map. */
export function sourcePlaces({ url, folder, read }: Options): (stack: string) => Promise<SourcePlace | null> {
  const maps = new Map<string, Promise<SourceMap | null>>();
  const mapOf = (path: string): Promise<SourceMap | null> => {
    const known = maps.get(path) ?? read(path).then(inlineMap, () => null);
    maps.set(path, known);
    return known;
  };
  return async (stack) => {
    const frame = firstFrame(stack, url);
    if (frame === null) return null;
    const map = await mapOf(frame.path);
    const entry = map?.findEntry(frame.line - 1, frame.column - 1);
    const line = entry !== undefined && 'originalLine' in entry ? entry.originalLine + 1 : frame.line;
    return { file: `${folder}/frontend${frame.path.replace(/\?.*$/, '')}`, line };
  };
}

/** The first place in a stack that is a source of the app itself. */
export function firstFrame(
  stack: string,
  url: string,
): { readonly path: string; readonly line: number; readonly column: number } | null {
  const place = /(https?:\/\/[^\s()]+?):(\d+):(\d+)/g;
  for (const [, address = '', line, column] of stack.matchAll(place)) {
    if (!address.startsWith(`${url}/src/`)) continue;
    return { path: address.slice(url.length), line: Number(line), column: Number(column) };
  }
  return null;
}

function inlineMap(text: string): SourceMap | null {
  const [, data] =
    /\/\/# sourceMappingURL=data:application\/json;(?:charset=[^;]+;)?base64,([\w+/=]+)\s*$/.exec(text) ?? [];
  if (data === undefined) return null;
  return new SourceMap(JSON.parse(Buffer.from(data, 'base64').toString('utf8')));
}
