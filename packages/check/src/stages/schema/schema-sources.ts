import { createHash } from 'node:crypto';
import type { AppPlan } from '@scalr/plan';
import { readFolder, readWorkspaceText } from '@scalr/workspace';

export interface SourceFile {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly text: string;
}

export interface MigrationFile extends SourceFile {
  /** Of its folder, or its revision. */
  readonly name: string;
}

export interface SchemaSources {
  readonly models: readonly SourceFile[];
  /** In the order in which they run. */
  readonly migrations: readonly MigrationFile[];
  /** Of all of them, snapshots too, and of the locked stack. */
  readonly print: string;
}

const OTHERS = /(?:^|\/)(?:node_modules|\.venv|__pycache__|dist)(?:\/|$)/;

export async function readSchemaSources(root: string, install: string, app: AppPlan): Promise<SchemaSources> {
  const folder = `${app.folder}/backend`;
  const [lock, ...halves] = await Promise.all([
    readWorkspaceText(install, 'package-lock.json'),
    ...['src/models', 'migrations'].map((half) => readFolder(root, `${folder}/${half}`, (path) => OTHERS.test(path))),
  ]);
  const hash = createHash('sha256').update(lock ?? '');
  const [models = [], all = []] = ['src/models', 'migrations'].map((half, index) =>
    [...(halves[index] ?? [])].map(([path, { content }]) => {
      const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
      hash.update(`\0${half}/${path}\0`).update(text);
      return { file: `${folder}/${half}/${path}`, path, text };
    }),
  );
  const migrations = all.flatMap(({ file, path, text }): MigrationFile[] => {
    const name = /^([^/]+)\/migration\.sql$/.exec(path)?.[1] ?? revisionOf(path, text);
    return name === undefined ? [] : [{ file, name, text }];
  });
  return { models, migrations, print: hash.digest('hex') };
}

function revisionOf(path: string, text: string): string | undefined {
  return /^[^/]+\.py$/.test(path) ? /^revision\b[^=\n]*=\s*["']([^"']+)["']/m.exec(text)?.[1] : undefined;
}

/** Where a word first stands as a word of its own: also `dueDate` for `due_date`. */
export function placeOf(files: readonly SourceFile[], word: string): { file?: string; line?: number } {
  const camel = word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const pattern = new RegExp(`\\b(?:${[word, camel].map(escaped).join('|')})\\b`);
  for (const { file, text } of files) {
    const at = text.split('\n').findIndex((line) => pattern.test(line));
    if (at !== -1) return { file, line: at + 1 };
  }
  return {};
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
