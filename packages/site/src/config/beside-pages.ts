import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileSet, writeFileSet } from '@scalr/fileset';
import type { AstroIntegration } from 'astro';
import type { FrontPage } from '../pages/front-page.ts';
import { rewriteLinks } from '../pages/links.ts';
import { type Page, twinUrl } from '../pages/page.ts';
import { pictureOf } from '../pages/picture.ts';
import { filledSections, type Section } from './sidebar.ts';

export interface Beside {
  readonly sections: readonly Section[];
  readonly llms: string;
  readonly look: FrontPage['look'];
}

/** Writes what lies beside the pages: pictures, the Markdown of each, `llms.txt` and all of them in one text. */
export function besidePages(beside: Beside, pages: readonly Page[]): AstroIntegration {
  return {
    name: 'scalr-beside-pages',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        await writeFileSet(fileURLToPath(dir), fileSet(await filesBeside(beside, pages)));
      },
    },
  };
}

async function filesBeside({ sections, llms, look }: Beside, pages: readonly Page[]) {
  const shown = [...pages.flatMap((page) => page.pictures), pictureOf(look.light), pictureOf(look.dark)];
  const pictures = new Map(shown.map(({ path, file }) => [path, file]));
  const inOrder = filledSections(sections, pages).flatMap((section) => section.pages);
  return [
    ...pages.map(({ id, twin }) => [twinUrl(id).slice(1), twin] as const),
    ...(await Promise.all([...pictures].map(async ([path, file]) => [path, await readFile(file)] as const))),
    ['llms.txt', llmsText(await readFile(llms, 'utf8'), llms, pages)] as const,
    ['llms-full.txt', inOrder.map(({ id, twin }) => `<!-- ${twinUrl(id)} -->\n\n${twin}`).join('\n')] as const,
  ];
}

/** The list that the repository has, leading to this site, and the pages that lie outside of its folder. */
function llmsText(list: string, file: string, pages: readonly Page[]): string {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const listed = new Set<Page>();
  const rewritten = rewriteLinks(list, ({ text, path, fragment }) => {
    const page = byFile.get(resolve(dirname(file), path));
    if (page === undefined) return text;
    listed.add(page);
    return `[${text}](${twinUrl(page.id)}${fragment})`;
  });
  const others = pages.filter((page) => !listed.has(page));
  const lines = others.map(({ id, title, description }) =>
    [`- [${title}](${twinUrl(id)})`, ...(description === '' ? [] : [description])].join(': '),
  );
  return others.length === 0 ? rewritten : `${rewritten.trim()}\n\n## Project\n\n${lines.join('\n')}\n`;
}
