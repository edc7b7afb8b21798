import { isAbsolute, relative, resolve, sep } from 'node:path';

/** What a bundler found wrong in somebody's sources. */
export interface BundlerFinding {
  /** One line, without place and colours. */
  readonly detail: string;
  /** Relative to the workspace, `/` separated. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
}

interface BundlerError {
  readonly message?: string;
  readonly id?: string;
  readonly loc?: { readonly file?: string; readonly line?: number };
  readonly errors?: readonly BundlerError[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of a terminal are what is taken out
const COLOURS = /\u001b\[[0-9;]*m/g;

/** Everything an error of rolldown or Vite says; at least one finding. */
export function bundlerFindings(
  error: unknown,
  workspaceFolder: string,
): readonly [BundlerFinding, ...BundlerFinding[]] {
  const outer = error as BundlerError;
  const [first = outer, ...others] = outer.errors ?? [];
  return [finding(first, workspaceFolder), ...others.map((other) => finding(other, workspaceFolder))];
}

function finding(error: BundlerError, workspaceFolder: string): BundlerFinding {
  const text = (error.message ?? String(error)).replace(COLOURS, '');
  // Some places are only in the drawing: `╭─[ src/app.tsx:3:9 ]`, relative to the folder of the process.
  const [, drawn, drawnLine] = /\[ (\S+?):(\d+):\d+ \]/.exec(text) ?? [];
  const path = error.loc?.file ?? error.id ?? (drawn === undefined ? undefined : resolve(drawn));
  const line = error.loc?.line ?? (drawnLine === undefined ? undefined : Number(drawnLine));
  const [head = 'it cannot be read'] = text.split('\n').filter((part) => part.trim() !== '');
  const inWorkspace = (from: string) => relative(workspaceFolder, resolve(from)).split(sep).join('/');
  const detail = head
    .replace(/^\[[\w:@/-]+\]\s*/, '')
    .replace(/ in (\S+)$/, '')
    .replace(
      /(["'])((?:\.\.\/|\/)[^"']+)\1/g,
      (_, quote: string, from: string) => `${quote}${inWorkspace(from)}${quote}`,
    )
    .replace(/\.$/, '');
  return {
    detail,
    ...(path === undefined || !isAbsolute(path) ? {} : { file: inWorkspace(path.replace(/\?.*$/, '')) }),
    ...(line === undefined ? {} : { line }),
  };
}
