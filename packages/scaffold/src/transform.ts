import type { FileEntry } from '@scalr/fileset';
import { type Change, UnfitFile } from './facts.ts';
import { apiModule } from './files/api-module.ts';
import { composeFile } from './files/compose-file.ts';
import { headline } from './files/headline.ts';
import { indexPage } from './files/index-page.ts';
import { packageJson } from './files/package-json.ts';
import { pyproject } from './files/pyproject.ts';

type Transform = (text: string, change: Change) => string;

/** The manifest is not here: it is the source that all of these follow. */
const BY_PATH: Readonly<Record<string, Transform>> = {
  'frontend/package.json': packageJson,
  'backend/package.json': packageJson,
  'backend/pyproject.toml': pyproject,
  'docker-compose.yml': composeFile,
  'frontend/index.html': indexPage,
  'frontend/src/api.ts': apiModule,
  'README.md': headline,
  'AGENT_INSTRUCTIONS.md': headline,
};

/** Files that say the app's name or slug, relative to its folder. */
export const DERIVED_PATHS: readonly string[] = Object.keys(BY_PATH);

/**
 * The file of the other app. Undefined: this file says nothing of the app, and is the same in every one.
 * @throws UnfitFile for one that is not what its name says
 */
export function transform(path: string, { content }: FileEntry, change: Change): string | undefined {
  const apply = Object.hasOwn(BY_PATH, path) ? BY_PATH[path] : undefined;
  if (apply === undefined) return undefined;
  const text = typeof content === 'string' ? content : decode(content);
  return apply(text, change);
}

function decode(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw new UnfitFile('is no UTF-8 text', { cause });
  }
}
