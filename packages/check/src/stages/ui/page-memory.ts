import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import { type FileSet, printJson, writeIfChanged } from '@scalr/fileset';
import { readWorkspaceText } from '@scalr/workspace';
import { z } from 'zod';
import type { PageFile } from '../../look/page-files.ts';

/** By path of a page, what it was made from when nothing was found on it. */
export type PageMemory = Readonly<Record<string, string>>;

const memorySchema = z.record(z.string(), z.string());
const FOLDER = 'check/ui';
/** Nothing that a page shows comes from them. */
const UNSEEN = /^(?:test|scripts|backend\/test)\/|^(?:README|AGENTS|AGENT_INSTRUCTIONS)\.md$|^features\.json$/;
const RELATIVE = /['"](\.\.?\/[^'"]+)['"]/g;
const PAGES = 'frontend/src/pages/';

function importsAPage(file: string, text: string): boolean {
  return [...text.matchAll(RELATIVE)].some(([, to = '']) => posix.join(posix.dirname(file), to).startsWith(PAGES));
}

/**
 * For each page a digest of everything it can depend on: all files of the app but the other pages, and `ground`. A page
 * that imports from a neighbour depends on all pages.
 * @param ground whatever else pages are made from: the packages, the clients of the API
 */
export function pageDigests(files: FileSet, pages: readonly PageFile[], ground: string): PageMemory {
  const own = new Set(pages.map(({ file }) => file));
  const shared = createHash('sha256').update(ground);
  for (const [path, { content }] of files) {
    if (!own.has(path) && !UNSEEN.test(path)) shared.update(`\0${path}\0`).update(content);
  }
  const common = shared.digest();
  const contentOf = (file: string) => files.get(file)?.content ?? '';
  const digest = (names: readonly string[]) => {
    const hash = createHash('sha256').update(common);
    for (const name of names) hash.update(`\0${name}\0`).update(contentOf(name));
    return hash.digest('hex');
  };
  const all = [...own].sort();
  return Object.fromEntries(
    pages.map(({ path, file }) => [path, digest(importsAPage(file, String(contentOf(file))) ? all : [file])]),
  );
}

export async function recallPages(state: string, slug: string): Promise<PageMemory> {
  const text = await readWorkspaceText(join(state, FOLDER), `${slug}.json`).catch(() => null);
  const parsed = memorySchema.safeParse(text === null ? null : JSON.parse(text));
  return parsed.success ? parsed.data : {};
}

export async function rememberPages(state: string, slug: string, memory: PageMemory): Promise<void> {
  await writeIfChanged(join(state, FOLDER, `${slug}.json`), printJson(memory));
}
