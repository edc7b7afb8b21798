import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type FileSet, fileSet } from '@scalr/fileset';

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string>>];

/** One line for each Lucide icon: its name, a blank, what is drawn. Text, so that 1,900 unused icons cost no memory. */
export async function generate(): Promise<FileSet> {
  const source = createRequire(import.meta.url).resolve('lucide-static/icon-nodes.json');
  const icons = JSON.parse(await readFile(source, 'utf8')) as Readonly<Record<string, readonly Shape[]>>;
  const lines = Object.keys(icons)
    .sort()
    .map((name) => `${name} ${icons[name]!.map(element).join('')}\n`);
  return fileSet([['packages/workspace/icons/lucide.txt', lines.join('')]]);
}

const element = ([tag, attributes]: Shape) =>
  `<${[tag, ...Object.entries(attributes).map(([name, value]) => `${name}="${value}"`)].join(' ')}/>`;
