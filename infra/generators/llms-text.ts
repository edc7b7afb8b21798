import { readFile } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { SITE } from '../../docs/frontend/site.ts';

const FOLDER = resolve(import.meta.dirname, '../../docs/content');

/**
 * `docs/content/llms.txt` (https://llmstxt.org): the pages of the documentation site in its order, each by its heading
 * and the first sentence below it. The site makes its own of it, with the addresses that pages have there.
 */
export async function generate(): Promise<FileSet> {
  const outside = await pagesOutside();
  const sections = await Promise.all(
    SITE.sections.map(async ({ label, pages }) => {
      const lines = await Promise.all(pages.map((id) => lineOf(id, outside)));
      return [`## ${label}`, '', ...lines].join('\n');
    }),
  );
  const text = [
    '# SCALR',
    `> ${SITE.description}`,
    'To build an app, run `./scalr new-app` and read AGENT_INSTRUCTIONS.md in its folder. `./scalr docs <words>` searches these pages.',
    ...sections,
  ];
  return fileSet([['docs/content/llms.txt', `${text.join('\n\n')}\n`]]);
}

/** Pages of the site that lie elsewhere in the repository, by their id there: `CONTRIBUTING.md` is `contributing`. */
async function pagesOutside(): Promise<ReadonlyMap<string, string>> {
  const sources = JSON.parse(await readFile(resolve(SITE.root, 'sources.json'), 'utf8')) as readonly string[];
  const pages = sources.filter((source) => source.endsWith('.md'));
  return new Map(
    pages.map((source) => [basename(source, '.md').toLowerCase().replaceAll('_', '-'), resolve(SITE.root, source)]),
  );
}

async function lineOf(id: string, outside: ReadonlyMap<string, string>): Promise<string> {
  const file = outside.get(id) ?? resolve(FOLDER, `${id}.md`);
  const path = relative(FOLDER, file).split(sep).join('/');
  const markdown = await readFile(file, 'utf8');
  const [, heading = path] = /^# (.+)$/m.exec(markdown) ?? [];
  const titles: Readonly<Record<string, string>> = SITE.titles;
  const title = titles[id] ?? heading;
  // Where the site calls a page otherwise, what it says first is of something else as well.
  const says = title === heading ? firstSentence(markdown) : null;
  return `- [${title}](${path})${says === null ? '' : `: ${says}`}`;
}

/** Null: the page begins with no prose. What is code, a table or a list says too little on its own. */
function firstSentence(markdown: string): string | null {
  const body = markdown.replace(/<!--[\s\S]*?-->/g, '').replace(/^```[\s\S]*?^```$/gm, '');
  const paragraph = body
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .find((part) => /^[\p{L}`*_[(]/u.test(part));
  if (paragraph === undefined) return null;
  const plain = paragraph.replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  // What stands in code ends no sentence.
  return /^(?:`[^`]*`|[^`])*?[.:](?=\s|$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain;
}
