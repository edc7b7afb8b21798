import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';

const FOLDER = resolve(import.meta.dirname, '../../docs/content');

const SECTIONS = [
  { folder: '', heading: 'Begin' },
  { folder: 'guides/', heading: 'Guides' },
  { folder: 'reference/', heading: 'Reference' },
  { folder: 'architecture/', heading: 'Architecture' },
  { folder: 'adr/', heading: 'Decisions' },
] as const;

/** `docs/content/llms.txt` (https://llmstxt.org): every page by its heading and the first sentence below it. */
export async function generate(): Promise<FileSet> {
  const paths = (await readdir(FOLDER, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'))
    .sort();
  const lines = new Map(
    await Promise.all(
      paths.map(async (path) => [path, lineOf(path, await readFile(join(FOLDER, path), 'utf8'))] as const),
    ),
  );
  const sections = SECTIONS.map(({ folder, heading }) => {
    const own = paths.filter((path) => path.slice(0, path.lastIndexOf('/') + 1) === folder);
    return [`## ${heading}`, '', ...own.map((path) => lines.get(path))].join('\n');
  });
  const text = [
    '# SCALR',
    '> Many small web apps on one machine, with one sign-in: an app is a folder, and `./scalr up` runs them all.',
    'To build an app, run `./scalr new-app` and read AGENT_INSTRUCTIONS.md in its folder. `./scalr docs <words>` searches these pages.',
    ...sections,
  ];
  return fileSet([['docs/content/llms.txt', `${text.join('\n\n')}\n`]]);
}

function lineOf(path: string, markdown: string): string {
  const [, title = path] = /^# (.+)$/m.exec(markdown) ?? [];
  const says = firstSentence(markdown);
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
  return /^.*?[.:](?=\s|$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain;
}
