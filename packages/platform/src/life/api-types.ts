import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSet, fileSet, printJson } from '@scalr/fileset';
import { readFolder } from '@scalr/workspace';

const FOLDER = 'packages/api-types/src';

/** Where the generated client of an app lies. */
export function apiTypesFolder(root: string, slug: string): string {
  return join(root, FOLDER, slug);
}

/** The generated client of an app; empty: it has none. */
export async function readApiTypes(root: string, slug: string): Promise<FileSet> {
  return readFolder(root, `${FOLDER}/${slug}`, () => false);
}

/** The client of an app whose API is that of another one: only the comment above it and the title say whose it is. */
export function apiTypesFor(types: FileSet, from: string, to: string): FileSet {
  return fileSet(
    [...types].map(([path, entry]) => {
      const text = typeof entry.content === 'string' ? entry.content : new TextDecoder().decode(entry.content);
      return [path, { ...entry, content: path.endsWith('.json') ? titled(text, from, to) : headed(text, from, to) }];
    }),
  );
}

function headed(text: string, from: string, to: string): string {
  const lines = text.split('\n');
  const word = new RegExp(`(?<![\\w-])${from}(?![\\w-])`, 'g');
  for (let line = 0; lines[line]?.startsWith('//'); line += 1) lines[line] = lines[line]!.replaceAll(word, to);
  return lines.join('\n');
}

function titled(text: string, from: string, to: string): string {
  const document = JSON.parse(text) as { info?: { title?: string } };
  if (document.info?.title !== from) return text;
  document.info.title = to;
  return printJson(document);
}

export async function removeApiTypes(root: string, slug: string): Promise<void> {
  await rm(apiTypesFolder(root, slug), { recursive: true, force: true, maxRetries: 3 });
}
