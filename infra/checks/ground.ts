import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '@scalr/process';
import type { Ground } from './guard.ts';
import type { SourceFile } from './source-files.ts';

/** Where there is no git that could say what is ignored. */
const IGNORED = new Set([
  'node_modules',
  '.git',
  '.scalr',
  '.astro',
  'dist',
  'coverage',
  '__pycache__',
  '.venv',
  '.ruff_cache',
]);

/** Everything a guard may look at; texts are read when one asks for them. */
export async function openGround(root: string, env: Readonly<Record<string, string>>): Promise<Ground> {
  const paths = (await pathsOfGit(root, env)) ?? walk(root, '');
  return { root, env, files: paths.sort().map((path) => repositoryFile(root, path)) };
}

/** @returns null where the folder is no checkout, or git is missing */
async function pathsOfGit(root: string, env: Readonly<Record<string, string>>): Promise<string[] | null> {
  const listing = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'] as const;
  const listed = await run([...listing], { cwd: root, env, timeoutMs: 20_000 }).catch(() => null);
  if (listed?.code !== 0 || !existsSync(join(root, '.git'))) return null;
  // A file that is deleted but not yet in a commit is still listed.
  return listed.stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (IGNORED.has(entry.name) || path === '.env.shared') return [];
    if (entry.isDirectory()) return walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function repositoryFile(root: string, path: string): SourceFile {
  let text: string | undefined;
  return {
    path,
    get text() {
      text ??= readFileSync(join(root, path), 'utf8');
      return text;
    },
    isTest: isTest(path),
    isGenerated: basename(path).includes('.generated.'),
  };
}

/** Under a folder `test`, or `testing`, which holds what tests of several packages stand on. */
export function isTest(path: string): boolean {
  return path.split('/').some((part) => part === 'test' || part === 'tests' || part === 'testing');
}
