import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSet, fileSet } from '@scalr/fileset';
import { code, markdownPage } from '../markdown.ts';

const FOLDER = 'packages/ui/src';
const ROOT = join(import.meta.dirname, '..', '..');

/** `docs/content/reference/ui.md`: every export of @scalr/ui with its props, from its sources. */
export async function generate(): Promise<FileSet> {
  const index = await readFile(join(ROOT, FOLDER, 'index.ts'), 'utf8');
  const sections: string[] = [];
  for (const [, names = '', file = ''] of index.matchAll(/^export \{([^}]+)\} from '\.\/([^']+)';$/gm)) {
    const source = await readFile(join(ROOT, FOLDER, file), 'utf8');
    const exported = names.split(',').map((name) => name.trim().replace(/^type /, ''));
    const own = exported.filter((name) => name !== '').map((name) => declarationOf(source, name, file));
    const declared = [...own, ...(await borrowed(index, source, own))];
    // Props stand below what takes them.
    const [values, types] = [declared.filter(({ isType }) => !isType), declared.filter(({ isType }) => isType)];
    for (const { name, about, text } of values) {
      const own = values.length === 1 ? types : types.filter((type) => type.name.startsWith(name));
      sections.push(
        [`### ${name}`, ...(about === '' ? [] : [about]), fence([text, ...own.map((one) => one.text)])].join('\n\n'),
      );
    }
    const left =
      values.length === 1 ? [] : types.filter(({ name }) => !values.some((one) => name.startsWith(one.name)));
    for (const { name, about, text } of left)
      sections.push([`### ${name}`, ...(about === '' ? [] : [about]), fence([text])].join('\n\n'));
  }
  const page = markdownPage('Parts of pages: @scalr/ui', FOLDER, [
    `Everything that a page may import from ${code('@scalr/ui')}. They know no data, look right in light and dark, and can be used with the keyboard alone. A part that takes ${code("ComponentProps<'input'>")} takes every attribute of that element as well.`,
    ...sections,
  ]);
  return fileSet([['docs/content/reference/ui.md', page]]);
}

interface Declaration {
  readonly name: string;
  readonly isType: boolean;
  /** Its comment as text. */
  readonly about: string;
  /** Without the body of a function. */
  readonly text: string;
}

function declarationOf(source: string, name: string, file: string): Declaration {
  const lines = source.split('\n');
  const begins = new RegExp(`^export (?:async )?(function|const|interface|type) ${name}\\b`);
  const first = lines.findIndex((line) => begins.test(line));
  const kind = begins.exec(lines[first] ?? '')?.[1];
  if (kind === undefined) throw new Error(`${FOLDER}/${file} does not declare ${name}`);
  let end = first + 1;
  // A line that is not indented ends it: of a function the one that opens its body, of all else what closes it.
  if (kind === 'function')
    while (!/\{$/.test(lines[end - 1]!) || /^\s/.test(lines[end - 1]!) || /\(\{$/.test(lines[end - 1]!)) end += 1;
  else while (end < lines.length && /^(?:\s|[)}\]])/.test(lines[end]!)) end += 1;
  const text = lines
    .slice(first, end)
    .join('\n')
    .replace(/^export (?:async )?/, '')
    .trimEnd();
  const about = aboutOf(lines, first);
  return {
    ...{ name, about, isType: kind === 'interface' || kind === 'type' },
    text: kind === 'function' ? text.replace(/ \{$/, '') : withWords(text, source),
  };
}

/** Types of other files that props are made of and that an app has no name for. */
async function borrowed(index: string, source: string, own: readonly Declaration[]): Promise<readonly Declaration[]> {
  const found: Declaration[] = [];
  for (const [, names = '', file = ''] of source.matchAll(/^import \{([^}]+)\} from '\.\/([^']+)';$/gm)) {
    const types = [...names.matchAll(/\btype (\w+)/g)].map(([, name = '']) => name);
    const used = types.filter((name) => !index.includes(`type ${name}`) && own.some(({ text }) => text.includes(name)));
    const other = used.length === 0 ? '' : await readFile(join(ROOT, FOLDER, file), 'utf8');
    found.push(...used.map((name) => declarationOf(other, name, file)));
  }
  return found;
}

/** `keyof typeof TONES` says nothing to whoever does not see the table: its keys do. */
function withWords(text: string, source: string): string {
  return text.replace(/keyof typeof (\w+)/g, (said, table: string) => {
    const body = new RegExp(`^const ${table} = \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1];
    const keys = [...(body ?? '').matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, key]) => `'${key}'`);
    return keys.length === 0 ? said : keys.join(' | ');
  });
}

function aboutOf(lines: readonly string[], first: number): string {
  let begin = first;
  while (/^(?:\/\*\*| \*)/.test(lines[begin - 1] ?? '')) begin -= 1;
  return lines
    .slice(begin, first)
    .map((line) => line.replace(/^\/\*\* ?|^ \*\/$|^ \* ?|\s*\*\/$/g, ''))
    .join(' ')
    .trim();
}

function fence(texts: readonly string[]): string {
  return ['```tsx', texts.join('\n\n'), '```'].join('\n');
}
