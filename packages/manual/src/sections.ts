import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What stands under one heading of a page, without what stands under its own subheadings. */
export interface Section {
  /** `guides/records.md` */
  readonly page: string;
  /** Headings from the page's down to its own. */
  readonly headings: readonly string[];
  readonly text: string;
  /** Of its heading. */
  readonly line: number;
}

/** Every section of every Markdown page below a folder, by path. */
export async function readSections(folder: string): Promise<readonly Section[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((e) => join(e.parentPath, e.name));
  const pages = await Promise.all(
    paths
      .sort()
      .map(async (path) => sectionsOf(relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8'))),
  );
  return pages.flat();
}

function sectionsOf(page: string, markdown: string): Section[] {
  const sections: { headings: string[]; lines: string[]; line: number }[] = [];
  let headings: string[] = [];
  let isCode = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const [, marks, heading] = (!isCode && /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)) || [];
    if (marks !== undefined && heading !== undefined) {
      headings = [...headings.slice(0, marks.length - 1), heading];
      sections.push({ headings, lines: [], line: index + 1 });
    } else sections.at(-1)?.lines.push(line);
  }
  return sections
    .map(({ lines, ...rest }) => ({ page, ...rest, text: lines.join('\n').trim() }))
    .filter(({ text }) => text !== '');
}
