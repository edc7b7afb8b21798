import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../packages/app-server/src');
const FILES = ['settings.ts', 'calls.ts'];

export interface BackendKey {
  readonly key: string;
  /** As the error says it that comes up without it. */
  readonly says: string;
  /** What stands for it where it is left out; null: it may not be. */
  readonly otherwise: string | null;
}

/** Every key of the environment that `@scalr/app-server` reads, from the schemas it reads them by. */
export async function backendKeys(): Promise<readonly BackendKey[]> {
  const sources = await Promise.all(FILES.map((file) => readFile(resolve(FOLDER, file), 'utf8')));
  return sources.flatMap((text) =>
    [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): ([\s\S]*?\.describe\(\s*(['"])(.+?)\3\s*\))/gm)].map(
      ([, key = '', schema = '', , says = '']) => ({ key, says, otherwise: otherwiseOf(schema) }),
    ),
  );
}

function otherwiseOf(schema: string): string | null {
  const [, , value] = /\.(?:default|prefault)\((['"])(.*?)\1\)/.exec(schema) ?? [];
  if (value !== undefined) return value === '' ? 'none' : `\`${value}\``;
  return schema.includes('.optional()') ? 'nothing' : null;
}
