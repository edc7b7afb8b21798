import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { SourceFile } from './source-files.ts';

export interface Import {
  readonly specifier: string;
  /** Gone at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s)?[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const SIDE_EFFECT = /^\s*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports, by statement, for its effect, or while it runs. */
export function importsOf(text: string): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [
    ...[...code.matchAll(STATEMENT)].map(([, type, specifier]) => ({
      specifier: specifier!,
      typeOnly: type !== undefined,
    })),
    ...[...code.matchAll(SIDE_EFFECT)].map(([, specifier]) => ({ specifier: specifier!, typeOnly: false })),
    ...[...code.matchAll(DYNAMIC)].map(([, specifier]) => ({ specifier: specifier!, typeOnly: false })),
  ];
}

/** Path of the file a relative specifier means, relative to the root. */
export function resolveRelative(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
}

/** `@scope/name` of `@scope/name/sub`, `name` of `name/sub`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

interface PackageJson {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
}

/** The `package.json` of a folder; undefined: it has none. */
function packageJson(root: string, folder: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as PackageJson;
  } catch {
    return undefined;
  }
}

/** Names a file may import from npm: those its own package declares, and those of the repository. */
export function declaredFor(root: string, path: string): ReadonlySet<string> {
  const declared = new Set<string>();
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = packageJson(root, folder);
    for (const list of [
      found?.dependencies,
      found?.peerDependencies,
      found?.optionalDependencies,
      found?.devDependencies,
    ]) {
      for (const name of Object.keys(list ?? {})) declared.add(name);
    }
    if (found?.name !== undefined) declared.add(found.name);
    if (folder === '.') return declared;
  }
}

/** Circles of files that import each other while they load; each once, as a path that ends where it began. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const edges = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(({ specifier, typeOnly }) => !typeOnly && specifier.startsWith('.'))
        .map(({ specifier }) => resolveRelative(path, specifier)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push([...trail.slice(start), path]);
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
