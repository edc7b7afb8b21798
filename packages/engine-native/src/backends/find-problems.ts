import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join, relative, sep } from 'node:path';
import type { Problem } from '@scalr/errors';
import { rolldown } from 'rolldown';
import { bundlerFindings } from '../stack/bundler-error.ts';
import { backendErrors } from './errors.ts';

export interface BackendSource {
  readonly slug: string;
  /** Absolute path of the app's `backend/`, with `src/main.ts` in it. */
  readonly root: string;
}

export interface CheckFolders {
  readonly installFolder: string;
  readonly workspaceFolder: string;
}

/**
 * Everything that would keep Node from loading a backend, found without running it: syntax, syntax that cannot be
 * erased, files, exports and packages that are not there. Types are not looked at: that is what `scalr check` does.
 */
export async function findProblems(app: BackendSource, folders: CheckFolders): Promise<readonly Problem[]> {
  const { slug, root } = app;
  const inWorkspace = (path: string) => relative(folders.workspaceFolder, path).split(sep).join('/');
  const src = join(root, 'src');
  if (!existsSync(join(src, 'main.ts'))) {
    return [backendErrors.problem('entryMissing', { slug, place: inWorkspace(join(src, 'main.ts')) })];
  }
  const files = (await readdir(src, { recursive: true })).filter((name) => /(?<!\.d|\.test)\.ts$/.test(name)).sort();
  const problems: Problem[] = [];
  for (const name of files) {
    const file = join(src, name);
    const found = erasureProblem(await readFile(file, 'utf8'));
    if (found === null) continue;
    const { kind, detail, line } = found;
    const place = inWorkspace(file);
    problems.push(
      backendErrors.problem(kind, { slug, detail, place }, { file: place, ...(line === undefined ? {} : { line }) }),
    );
  }
  return problems.length > 0 ? problems : await linkProblems(app, files, folders, inWorkspace);
}

interface Erasure {
  readonly kind: 'unreadable' | 'notErasable';
  readonly detail: string;
  readonly line?: number;
}

function erasureProblem(text: string): Erasure | null {
  try {
    stripTypeScriptTypes(text);
    return null;
  } catch (error) {
    const { code, message, stack = '' } = error as NodeJS.ErrnoException;
    const line = /^[^\n]*:(\d+)$/m.exec(stack)?.[1];
    return {
      kind: code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ? 'notErasable' : 'unreadable',
      detail: message.replace(/\. Expected .*$/s, ''),
      ...(line === undefined ? {} : { line: Number(line) }),
    };
  }
}

/** Every file is an entry: routes are found by their folder, not by an import. */
async function linkProblems(
  { slug, root }: BackendSource,
  files: readonly string[],
  { installFolder, workspaceFolder }: CheckFolders,
  inWorkspace: (path: string) => string,
): Promise<readonly Problem[]> {
  const require = createRequire(join(installFolder, 'package.json'));
  const near = createRequire(join(root, 'package.json'));
  const build = await rolldown({
    cwd: workspaceFolder,
    input: Object.fromEntries(files.map((name) => [name, join(root, 'src', name)])),
    platform: 'node',
    plugins: [
      {
        name: 'scalr:packages',
        resolveId(id) {
          if (/^(?:\.|\/|\0|[a-z]:)/i.test(id)) return null;
          const known = [near, require].some((from) => resolves(from, id));
          return known ? { id, external: true } : null;
        },
      },
    ],
    onLog: (level, log, defaultHandler) => {
      // A package that is missing is only a warning to a bundler.
      if (log.code === 'UNRESOLVED_IMPORT') throw Object.assign(new Error(log.message), log);
      if (level === 'warn') return;
      defaultHandler(level, log);
    },
  });
  try {
    await build.generate({ format: 'esm' });
    return [];
  } catch (error) {
    return bundlerFindings(error, workspaceFolder).map(({ detail, ...place }) =>
      backendErrors.problem('unreadable', { slug, detail, place: place.file ?? inWorkspace(root) }, place),
    );
  } finally {
    await build.close();
  }
}

function resolves(require: NodeJS.Require, id: string): boolean {
  try {
    require.resolve(id);
    return true;
  } catch {
    return false;
  }
}
