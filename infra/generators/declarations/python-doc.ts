import { proseOf } from './prose.ts';

/** What a docstring says, part by part. */
export interface PythonDoc {
  /** Markdown: paragraphs, lists, and code in fences. */
  readonly about: string;
  /** By the name of the parameter. */
  readonly params: ReadonlyMap<string, string>;
}

/** Reads a docstring without its indent, as ours are written: prose, lists, code indented by four, and `:param name:` at the end. */
export function readPythonDoc(text: string): PythonDoc {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const begin = lines.findIndex((line) => line.startsWith(':param '));
  const params = new Map<string, string>();
  for (const entry of lines
    .slice(begin === -1 ? lines.length : begin)
    .join('\n')
    .split(/^:param /m)) {
    const [, name, about = ''] = /^(\w+): ([\s\S]*)$/.exec(entry) ?? [];
    if (name !== undefined) params.set(name, about.replace(/\s+/g, ' ').trim());
  }
  return { about: markdown(lines.slice(0, begin === -1 ? lines.length : begin)), params };
}

function markdown(lines: readonly string[]): string {
  const blocks: { isCode: boolean; lines: string[] }[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    const isCode = line.startsWith('    ') || (line === '' && last?.isCode === true);
    if (last === undefined || last.isCode !== isCode) blocks.push({ isCode, lines: [line] });
    else last.lines.push(line);
  }
  return blocks
    .map(({ isCode, lines: own }) => (isCode ? fence(own) : proseOf(own)))
    .filter(Boolean)
    .join('\n\n');
}

function fence(lines: readonly string[]): string {
  const text = lines
    .map((line) => line.slice(4))
    .join('\n')
    .trim();
  return ['```python', text, '```'].join('\n');
}
