import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface SourceFile {
  /** Relative to the root, `/` separated. */
  readonly path: string;
  readonly text: string;
  /** Under a folder `test`, or `testing`, which holds what tests of several packages stand on. */
  readonly isTest: boolean;
  readonly isGenerated: boolean;
}

const FOLDERS = ['packages', 'services', 'apps', 'clients', 'template-app', 'docs', 'infra'];
const PASSED_OVER = new Set(['node_modules', 'dist', 'coverage', 'golden', '__pycache__']);

/** Paths of everything that belongs to us under a folder, whatever its kind. */
export function listFiles(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) return [];
    if (entry.isDirectory()) return listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

function existing(folders: readonly string[]): string[] {
  const present = new Set(readdirSync(ROOT));
  return folders.filter((folder) => present.has(folder));
}

/** Of a path relative to the root: ours to judge, not what a test compares with and not what is installed. */
export function isOurs(path: string): boolean {
  const [top = '', ...rest] = path.split('/');
  return FOLDERS.includes(top) && !rest.some((part) => part.startsWith('.') || PASSED_OVER.has(part));
}

/** TypeScript that runs on somebody's platform. */
export function isProduct({ path, isTest }: SourceFile): boolean {
  return isOurs(path) && /\.tsx?$/.test(path) && !isTest && !path.startsWith('infra/');
}

/** Every TypeScript file of the repository. */
export function sourceFiles(): SourceFile[] {
  return existing(FOLDERS)
    .flatMap(listFiles)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({
      path,
      text: readFileSync(join(ROOT, path), 'utf8'),
      isTest: path.split('/').some((part) => part === 'test' || part === 'testing'),
      isGenerated: basename(path).includes('.generated.'),
    }));
}

export function allPaths(): string[] {
  return existing(FOLDERS).flatMap(listFiles);
}
