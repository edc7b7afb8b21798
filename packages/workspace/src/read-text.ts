import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Problem } from '@scalr/errors';
import { workspaceErrors } from './errors.ts';

export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export type ReadText =
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'found'; readonly stamp: FileStamp; readonly read: () => Promise<Buffer | Problem> };

/** A file of the workspace, followed through links only as long as they stay inside. Nothing is read yet. */
export async function locate(root: string, path: string): Promise<ReadText> {
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith(root + sep))
      return { kind: 'problem', problem: workspaceErrors.problem('outside', { path }, { file: path }) };
    const stat = await lstat(real);
    if (!stat.isFile())
      return { kind: 'problem', problem: workspaceErrors.problem('notAFile', { path }, { file: path }) };
    const { size, mtimeMs, ctimeMs, ino } = stat;
    return {
      kind: 'found',
      stamp: { size, mtimeMs, ctimeMs, ino },
      read: () => readFile(real).catch((error: unknown) => unreadable(error, path)),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'problem', problem: unreadable(error, path) };
  }
}

export function unreadable(error: unknown, path: string): Problem {
  const errno = (error as NodeJS.ErrnoException).code ?? String(error);
  return workspaceErrors.problem('unreadable', { path, errno }, { file: path });
}
