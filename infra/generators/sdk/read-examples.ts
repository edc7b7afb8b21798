import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../examples');

export interface Example {
  readonly code: string;
  /** The name it is shown below, where it shows several. */
  readonly owner: string;
}

/** Code that the compiler checks, by the names it shows: what stands below `// Example: name, name`. */
export async function readExamples(file: string): Promise<ReadonlyMap<string, Example>> {
  const text = await readFile(join(FOLDER, file), 'utf8');
  const [head = '', ...parts] = text.split(/^\/\/ Example: /m);
  const examples = new Map<string, Example>();
  for (const part of parts) {
    const [names = '', ...lines] = part.split('\n');
    const code = lines.join('\n').trim();
    const shown = [importsOf(head, code), code].filter(Boolean).join('\n\n');
    const [owner = '', ...others] = names.split(', ');
    for (const name of [owner, ...others]) examples.set(name, { code: shown, owner });
  }
  return examples;
}

/** The same without what a page full of them would repeat: imports, and the function around a piece of JSX. */
export async function readPieces(file: string): Promise<ReadonlyMap<string, Example>> {
  const examples = await readExamples(file);
  return new Map(
    [...examples].map(([name, { code, owner }]) => [
      name,
      { owner, code: pieceOf(code.replace(/^import [^;]+;\n\n?/gm, '')) },
    ]),
  );
}

function pieceOf(code: string): string {
  const [, line] = /^export const \w+ = (?:\(\) => )?(.+?);((?: \/\/.*)?)$/.exec(code) ?? [];
  if (line !== undefined)
    return code.replace(/^export const \w+ = (?:\(\) => )?/, '').replace(/;(?=(?: \/\/.*)?$)/, '');
  const [, lines] = /^export const \w+ = \(\) => \(\n([\s\S]*)\n\);$/.exec(code) ?? [];
  return lines === undefined ? code : lines.replace(/^ {2}/gm, '');
}

/** The imports of the file, with only what this piece of it uses. */
function importsOf(head: string, code: string): string {
  const lines = [...head.matchAll(/^import \{([^}]+)\} from ('[^']+');$/gm)].flatMap(([, names = '', from = '']) => {
    const used = names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => new RegExp(`\\b${name.replace(/^type /, '')}\\b`).test(code) && name !== '');
    return used.length === 0 ? [] : [`import { ${used.join(', ')} } from ${from};`];
  });
  return lines.join('\n');
}
