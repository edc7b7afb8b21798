import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { evidenceName, type PageFile } from '../../look/page-files.ts';
import type { Subject } from '../../subject.ts';

/** Pictures of a page: wide in the light, narrow in the dark, and wide as somebody else sees it. */
export const pictureNames = (path: string) =>
  ['', '-390-dark', '-other'].map((which) => `${evidenceName(path)}${which}`);

/** Pictures of pages that are about to be taken anew, or that belong to no page any more, go. */
export async function clearEvidence(
  { evidence }: Subject,
  waiting: readonly PageFile[],
  pages: readonly PageFile[],
): Promise<void> {
  const stays = new Set(
    pages
      .filter((page) => !waiting.includes(page))
      .flatMap(({ path }) => pictureNames(path).map((name) => `${name}.png`)),
  );
  const there = await readdir(evidence);
  await Promise.all(
    there
      .filter((name) => name.endsWith('.png') && !stays.has(name))
      .map((name) => rm(join(evidence, name), { force: true })),
  );
}
